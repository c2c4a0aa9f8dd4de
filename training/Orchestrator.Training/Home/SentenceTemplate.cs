namespace Orchestrator.Training.Home;

/// <summary>
/// A sentence template in the form of Home Assistant's intents: [optional], (one|of|these), (any;order), &lt;rule&gt; and
/// {list:slot}.
/// </summary>
internal abstract record SentenceTemplate
{
    public static SentenceTemplate Parse(string text)
    {
        var at = 0;
        var template = Alternatives(text, ref at);
        return at == text.Length ? template : throw new FormatException($"Unexpected '{text[at]}' at {at} in the template '{text}'.");
    }

    static SentenceTemplate Alternatives(string text, ref int at)
    {
        List<SentenceTemplate> choices = [Sequence(text, ref at)];
        var permutation = false;
        while (at < text.Length && text[at] is '|' or ';')
        {
            permutation |= text[at++] == ';';
            choices.Add(Sequence(text, ref at));
        }

        return choices.Count == 1 ? choices[0] : permutation ? new Permutation(choices) : new Choice(choices);
    }

    static Series Sequence(string text, ref int at)
    {
        var parts = new List<SentenceTemplate>();
        var start = at;
        while (at < text.Length && text[at] is not ('|' or ';' or ']' or ')'))
        {
            if (text[at] is not ('[' or '(' or '<' or '{'))
            {
                at++;
                continue;
            }

            if (at > start)
                parts.Add(new Words(text[start..at]));
            parts.Add(Bracketed(text, ref at));
            start = at;
        }

        if (at > start)
            parts.Add(new Words(text[start..at]));
        return new Series(parts);
    }

    static SentenceTemplate Bracketed(string text, ref int at)
    {
        var open = text[at++];
        if (open is '<' or '{')
        {
            var end = text.IndexOf(open == '<' ? '>' : '}', at);
            var name = text[at..end];
            at = end + 1;
            var colon = name.IndexOf(':', StringComparison.Ordinal);
            return open == '<' ? new Rule(name) : colon < 0 ? new Slot(name, name) : new Slot(name[..colon], name[(colon + 1)..]);
        }

        var inner = Alternatives(text, ref at);
        if (at >= text.Length || text[at] != (open == '[' ? ']' : ')'))
            throw new FormatException($"'{open}' is not closed in the template '{text}'.");
        at++;
        return open == '[' ? new Optional(inner) : inner;
    }
}

internal sealed record Words(string Text) : SentenceTemplate;

internal sealed record Series(IReadOnlyList<SentenceTemplate> Parts) : SentenceTemplate;

internal sealed record Choice(IReadOnlyList<SentenceTemplate> Options) : SentenceTemplate;

internal sealed record Permutation(IReadOnlyList<SentenceTemplate> Parts) : SentenceTemplate;

internal sealed record Optional(SentenceTemplate Inner) : SentenceTemplate;

internal sealed record Rule(string Name) : SentenceTemplate;

internal sealed record Slot(string List, string Name) : SentenceTemplate;
