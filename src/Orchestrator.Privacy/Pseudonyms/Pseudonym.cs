namespace Orchestrator.Privacy;

/// <summary>One issued pseudonym.</summary>
/// <param name="Text">What the destination sees.</param>
/// <param name="Type">The type of the finding that it stands for.</param>
/// <param name="Value">The value that it stands for.</param>
internal sealed record Pseudonym(string Text, string Type, string Value)
{
    public override string ToString() => Text;
}
