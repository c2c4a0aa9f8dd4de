using System.Text.RegularExpressions;

namespace Orchestrator.Privacy;

/// <summary>
/// A recogniser of one's own: a regular expression, and the words of which one must stand near a match. It runs without
/// backtracking, so that no text can make it slow. Thread-safe. Its type counts as restricted.
/// </summary>
public sealed class PatternDetector : IDetector
{
    private readonly Regex _pattern;
    private readonly ContextWords? _words;
    private readonly Func<string, bool>? _check;

    /// <summary>Makes a recogniser.</summary>
    /// <param name="type">The findings' type, such as <c>EMPLOYEE_NUMBER</c>: capital letters, digits and underscores.</param>
    /// <param name="pattern">The pattern; look-around and back-references are not possible.</param>
    /// <param name="words">Whole words, or beginnings that end in <c>*</c>; where there are any, one must stand near a match.</param>
    /// <param name="check">Whether a match is one, such as a check digit's rule; it gets the match as it stands, normalised.</param>
    /// <exception cref="ArgumentException">The type has another character, or the pattern is none that runs without backtracking.</exception>
    public PatternDetector(string type, string pattern, IEnumerable<string>? words = null, Func<string, bool>? check = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        if (type.Any(static c => !char.IsAsciiLetterUpper(c) && !char.IsAsciiDigit(c) && c != '_'))
            throw new ArgumentException($"'{type}' cannot be a type: use capital letters, digits and underscores.", nameof(type));
        Type = type;
        try
        {
            _pattern = new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException cause)
        {
            throw new ArgumentException($"The pattern of {type} needs backtracking: look-around and back-references are not possible.", nameof(pattern), cause);
        }

        var list = words?.ToList();
        _words = list is { Count: > 0 } ? new(list) : null;
        _check = check;
    }

    /// <inheritdoc/>
    public string Type { get; }

    /// <inheritdoc/>
    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        foreach (var match in _pattern.EnumerateMatches(text.Text))
        {
            var end = match.Index + match.Length;
            if (match.Length > 0 && (_words is null || text.Says(_words, match.Index, end)) && (_check is null || _check(text.Text[match.Index..end])))
                findings.Add(new(Type, match.Index, end, 1));
        }
    }
}
