namespace Orchestrator.Privacy;

/// <summary>
/// A value that is known to stand in a model's answer because it was put back there for a pseudonym: it is withheld from later
/// readers even where no detector would recognise it alone. It is content; keep it only where the answer is kept.
/// </summary>
/// <param name="Type">The type under which it was replaced, such as <c>PERSON</c>.</param>
/// <param name="Value">The value.</param>
public sealed record KnownValue(string Type, string Value)
{
    /// <inheritdoc/>
    public override string ToString() => $"a {Type}";
}
