namespace Orchestrator.Inference.Tokenizers.Joining;

/// <summary>Writes the sign for a blank as one; at the beginning of a text it was put there and goes.</summary>
internal sealed class MetaspaceStep(char sign, bool prepended) : ITokenStep
{
    public string Apply(string token, bool first) => token.Replace(sign.ToString(), first && prepended ? "" : " ", StringComparison.Ordinal);
}
