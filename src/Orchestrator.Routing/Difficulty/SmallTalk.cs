using System.Collections.Frozen;
using System.Text.Json;

namespace Orchestrator.Routing.Difficulty;

/// <summary>
/// Greetings, thanks and goodbyes: whole texts that need no strong model, whatever their few words look like. Case and signs do not count; with
/// one word more a text is another. Thread-safe.
/// </summary>
internal sealed class SmallTalk
{
    // A decoder on the device may know them too: it is asked, and nobody is sure before that it does.
    const double Nano = 0.01;

    readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _texts;
    readonly int _longest;

    SmallTalk(IReadOnlyCollection<string> texts)
    {
        _texts = texts.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
        _longest = texts.Count == 0 ? 0 : texts.Max(static t => t.Length);
    }

    public static SmallTalk None { get; } = new([]);

    /// <summary>Reads an array of texts: words with one blank between, no signs. Null when it is none.</summary>
    public static SmallTalk? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, DifficultyJson.Default.StringArray) is { } texts ? new(texts) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What an estimate becomes where the text is small talk.</summary>
    public static DifficultyEstimate Estimated(DifficultyEstimate estimate) => estimate with { Nano = Nano, Mini = 1 - Nano, Cloud = 0, Complexity = 0 };

    /// <summary>Whether a text is small talk and nothing else. Allocates nothing.</summary>
    public bool IsAll(ReadOnlySpan<char> text)
    {
        // Twice the longest leaves room for signs.
        if (text.Length > 2 * _longest)
            return false;
        Span<char> words = stackalloc char[text.Length];
        var length = 0;
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c))
                words[length++] = c;
            else if (length > 0 && words[length - 1] != ' ')
                words[length++] = ' ';
        }

        return _texts.Contains(words[..length].TrimEnd(' '));
    }
}
