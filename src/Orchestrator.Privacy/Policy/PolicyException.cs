namespace Orchestrator.Privacy;

/// <summary>A policy file, a file of recognisers or a price list cannot be used. The message names the file, the line, the key and what is allowed there.</summary>
public sealed class PolicyException : Exception
{
    /// <summary>Makes the exception of a place in a file.</summary>
    /// <param name="source">The file.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="key">The key, such as <c>rules[2].verdict</c>; empty for the file itself.</param>
    /// <param name="problem">What was found and what is allowed.</param>
    /// <param name="inner">What caused it.</param>
    public PolicyException(string source, long line, string key, string problem, Exception? inner = null)
        : base($"{source}({line}): {(key.Length == 0 ? "" : $"'{key}' ")}{problem}", inner) => (Line, Key) = (line, key);

    /// <summary>The line, from 1.</summary>
    public long Line { get; }

    /// <summary>The key, such as <c>rules[2].verdict</c>; empty for the file itself.</summary>
    public string Key { get; }
}
