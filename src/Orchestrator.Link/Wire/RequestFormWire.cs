using Orchestrator.Protocol;
using Orchestrator.Protocol.Providers;
using Orchestrator.Protocol.V1;
using RequestForm = Orchestrator.Protocol.Providers.RequestForm;

namespace Orchestrator.Link.Wire;

/// <summary>How a provider's requests are written, as an offer tells it.</summary>
internal static class RequestFormWire
{
    public static CloudOffer ToOffer(Target target, RequestForm form) => new()
    {
        Target = target.ToProto(),
        UseMaxCompletionTokens = form.UseMaxCompletionTokens,
        Form = (Protocol.V1.RequestForm)form.Kind,
        DefaultOutputTokens = form.DefaultOutputTokens,
    };

    /// <summary>The form; null for one that a newer version added.</summary>
    public static RequestForm? FromOffer(CloudOffer offer) => Enum.IsDefined((RequestFormKind)offer.Form)
        ? new((RequestFormKind)offer.Form)
        {
            UseMaxCompletionTokens = offer.UseMaxCompletionTokens,
            DefaultOutputTokens = offer is { HasDefaultOutputTokens: true, DefaultOutputTokens: > 0 and var tokens } ? tokens : new RequestForm().DefaultOutputTokens,
        }
        : null;
}
