namespace Orchestrator.Inference.Tokenizers.Joining;

/// <summary>One step from a token's name to the text that it writes. Thread-safe.</summary>
internal interface ITokenStep
{
    string Apply(string token, bool first);
}
