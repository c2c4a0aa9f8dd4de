using System.Reflection;

namespace Orchestrator.Privacy;

/// <summary>
/// The cues of all topics: words and phrases with weights, kept by the hash of their words, so that a text is compared with all
/// of them in one pass. Immutable and thread-safe.
/// </summary>
internal sealed class TopicCues
{
    /// <summary>The longest phrase in words; a walk over a text never looks further.</summary>
    public const int Longest = 12;

    private const ulong Prime = 0x9E3779B97F4A7C15;
    private readonly Dictionary<ulong, Cue> _cues = [];
    private readonly HashSet<uint> _fillers;

    // What cues speak of, each combination once.
    private readonly List<Speech[]> _speaks = [[]];

    private TopicCues(string list)
    {
        var tokens = new List<Token>();
        Tokenizer.Read("a an the your my his her their our this that these those of all any some me us please own", tokens);
        _fillers = [.. tokens.Select(static t => t.Word)];
        foreach (var line in list.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (line[0] == '#' || colon < 0)
                continue;
            var head = line[..colon].Split(' ');
            var topic = Array.IndexOf(Topics.All, head[0]);
            var weight = byte.Parse(head[1], System.Globalization.CultureInfo.InvariantCulture);
            foreach (var cue in line[(colon + 2)..].Split(", "))
                Add(cue, topic, weight, tokens);
        }
    }

    /// <summary>The cues that ship.</summary>
    public static Lazy<TopicCues> Shipped { get; } = new(static () =>
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("topic-cues.txt")
            ?? throw new InvalidOperationException("The assembly lacks the cues of topics.");
        using var reader = new StreamReader(stream);
        return new(reader.ReadToEnd());
    });

    /// <summary>Which topics the longest cue that begins at a word speaks of, and how strongly; none for most words.</summary>
    public ReadOnlySpan<Speech> At(ReadOnlySpan<Token> tokens, int at, out int length, out ulong id)
    {
        ulong hash = 0;
        var speaks = 0;
        (length, id) = (0, 0);
        for (var i = at; i < tokens.Length && i - at < Longest; i++)
        {
            if (i > at && _fillers.Contains(tokens[i].Word))
                continue;
            hash = (hash + tokens[i].Word) * Prime;
            if (!_cues.TryGetValue(hash, out var cue))
                break;
            if (cue.Speaks != 0)
                (length, id, speaks) = (i + 1 - at, hash, cue.Speaks);
            if (!cue.GoesOn)
                break;
        }

        return _speaks[speaks];
    }

    /// <summary>Reads a pattern into its parts, each a choice of words, and notes every way through them.</summary>
    private void Add(string pattern, int topic, byte weight, List<Token> tokens)
    {
        var parts = new List<uint[][]>();
        for (var at = 0; at < pattern.Length;)
        {
            var open = pattern[at] == '{';
            var end = pattern.IndexOf(open ? '}' : '{', at);
            var part = pattern[(open ? at + 1 : at)..(end < 0 ? pattern.Length : end)];
            string[] choices = open ? part.Split('|') : part.EndsWith('+') ? [part[..^1], $"{part[..^1]}s"] : [part];
            parts.Add(Array.ConvertAll(choices, choice => Words(choice, tokens)));
            at = end < 0 ? pattern.Length : open ? end + 1 : end;
        }

        Walk(parts, 0, 0, topic, weight);
    }

    private static uint[] Words(string text, List<Token> tokens)
    {
        Tokenizer.Read(text, tokens);
        return [.. tokens.Select(static token => token.Word)];
    }

    private void Walk(List<uint[][]> parts, int at, ulong hash, int topic, byte weight)
    {
        if (at == parts.Count)
        {
            var cue = _cues.GetValueOrDefault(hash);
            _cues[hash] = cue with { Speaks = Index([.. _speaks[cue.Speaks].Where(known => known.Topic != topic), new(topic, weight)]) };
            return;
        }

        foreach (var choice in parts[at])
        {
            var next = hash;
            foreach (var word in choice)
            {
                if (next != 0 && _fillers.Contains(word))
                    continue;
                if (next != 0)
                    _cues[next] = _cues.GetValueOrDefault(next) with { GoesOn = true };
                next = (next + word) * Prime;
            }

            Walk(parts, at + 1, next, topic, weight);
        }
    }

    private short Index(Speech[] speaks)
    {
        var index = _speaks.FindIndex(known => known.AsSpan().SequenceEqual(speaks));
        if (index < 0)
        {
            index = _speaks.Count;
            _speaks.Add(speaks);
        }

        return (short)index;
    }

    /// <summary>What begins with these words.</summary>
    private readonly record struct Cue(short Speaks, bool GoesOn);

    /// <summary>A topic that a cue speaks of. A class: code over structs is not compiled ahead.</summary>
    public sealed record Speech(int Topic, byte Weight);
}
