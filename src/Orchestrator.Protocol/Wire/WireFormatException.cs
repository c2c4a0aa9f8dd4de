namespace Orchestrator.Protocol;

/// <summary>A message parsed, but says something that has no meaning here. The message holds field names, never values of people.</summary>
public sealed class WireFormatException : FormatException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="field">The path of the offending field, such as <c>input[0].role</c>.</param>
    /// <param name="problem">What is wrong with it and what is expected.</param>
    public WireFormatException(string field, string problem)
        : base($"{field}: {problem}") => (Field, Problem) = (field, problem);

    /// <summary>The path of the offending field.</summary>
    public string Field { get; }

    /// <summary>What is wrong with it and what is expected.</summary>
    public string Problem { get; }

    /// <summary>The same problem, seen from the message that holds the field's message.</summary>
    /// <param name="outer">The path of the inner message.</param>
    internal WireFormatException Under(string outer) => new($"{outer}.{Field}", Problem);
}
