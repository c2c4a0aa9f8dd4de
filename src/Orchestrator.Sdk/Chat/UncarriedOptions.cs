using Microsoft.Extensions.AI;

namespace Orchestrator.Sdk.Chat;

/// <summary>Chat options that would change the answer and that no turn carries: passed over in silence they would be promises broken.</summary>
internal static class UncarriedOptions
{
    /// <exception cref="OrchestratorException">One of them is set (<see cref="ErrorReason.Unsupported"/>); the field is its name.</exception>
    public static void Refuse(ChatOptions options)
    {
        RefuseIf(options.FrequencyPenalty is not (null or 0), nameof(options.FrequencyPenalty), "Leave it out or set 0.");
        RefuseIf(options.PresencePenalty is not (null or 0), nameof(options.PresencePenalty), "Leave it out or set 0.");
        RefuseIf(options.TopK is not null, nameof(options.TopK), "Leave it out, or set TopP, which is.");
        RefuseIf(options.Reasoning is { Effort: not null } or { Output: not null }, nameof(options.Reasoning), "Leave it out, or pin a model that reasons with ModelId.");
        RefuseIf(options.RawRepresentationFactory is not null, nameof(options.RawRepresentationFactory), "Leave it out: which provider answers is decided turn by turn.");
    }

    private static void RefuseIf(bool asked, string option, string instead)
    {
        if (asked)
            throw new OrchestratorException(ErrorReason.Unsupported, $"ChatOptions.{option} is not carried to the model. {instead}", option);
    }
}
