using System.Text.RegularExpressions;
using Orchestrator.Inference.Tokenizers.Unicode;

namespace Orchestrator.Inference.Tokenizers;

/// <summary>What a component looks for: a text as it is, or a regular expression. Thread-safe.</summary>
internal sealed class Pattern
{
    // A pattern comes with the model, from whoever made it.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly Regex? _regex;

    public Pattern(string literal) => Literal = literal;

    /// <exception cref="FormatException">The expression has what is not supported.</exception>
    /// <exception cref="RegexParseException">The expression is not understood.</exception>
    public Pattern(PatternSource source) => _regex = new(source.ToNet(), RegexOptions.CultureInvariant | RegexOptions.Compiled, s_patience);

    /// <summary>The text that is looked for; null for an expression.</summary>
    public string? Literal { get; }

    /// <summary>Adds where it is found, from left to right, without empty matches.</summary>
    /// <exception cref="TokenizerException">Looking took too long.</exception>
    public void Find(ReadOnlySpan<char> text, List<(int Start, int End)> into)
    {
        if (_regex is not null)
            Match(text, into);
        else if (Literal!.Length > 0)
        {
            for (var at = 0; text[at..].IndexOf(Literal, StringComparison.Ordinal) is >= 0 and var next; at += next + Literal.Length)
                into.Add((at + next, at + next + Literal.Length));
        }
    }

    private void Match(ReadOnlySpan<char> text, List<(int Start, int End)> into)
    {
        var shadow = Shadow.Of(text);
        try
        {
            foreach (var match in _regex!.EnumerateMatches(shadow is null ? text : shadow.Text))
            {
                if (match.Length > 0)
                    into.Add(shadow is null ? (match.Index, match.Index + match.Length) : (shadow.Place(match.Index), shadow.Place(match.Index + match.Length)));
            }
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new TokenizerException($"a pattern of the model's tokenizer took longer than {s_patience.TotalSeconds:F0} s on a text of {text.Length} characters; send less text, or take a model with another tokenizer", e);
        }
    }
}
