using System.Text;

namespace Orchestrator.Inference.Constraints;

/// <summary>A grammar over bytes: rules with alternatives, each a sequence of sets of bytes and of rules. No rule may begin with itself.</summary>
internal sealed class Grammar
{
    private readonly List<Rule> _rules = [];

    /// <summary>What the whole text must be.</summary>
    public Rule? Start { get; set; }

    /// <summary>A rule whose alternatives come later, so that rules can name each other.</summary>
    public Rule Later()
    {
        var rule = new Rule();
        _rules.Add(rule);
        return rule;
    }

    public Rule Any(params ReadOnlySpan<object[]> alternatives)
    {
        var rule = Later();
        foreach (var alternative in alternatives)
            rule.Add(alternative);
        return rule;
    }

    public Rule Optional(params object[] parts) => Any(parts, []);

    /// <summary>Up to so many of a part.</summary>
    public Rule UpTo(int most, object part)
    {
        var rule = Any([[]]);
        for (var i = 0; i < most; i++)
            rule = Optional(part, rule);
        return rule;
    }

    /// <summary>Any number of a part.</summary>
    public Rule Many(object part)
    {
        var rule = Later();
        rule.Add(part, rule);
        rule.Add();
        return rule;
    }

    public static object[] Text(string text) => [.. Encoding.UTF8.GetBytes(text).Select(b => (object)new ByteSet((b, b)))];
}

/// <summary>A rule of a grammar.</summary>
internal sealed class Rule
{
    private readonly List<object[]> _alternatives = [];

    public IReadOnlyList<object[]> Alternatives => _alternatives;

    public void Add(params object[] parts) => _alternatives.Add(parts);

    public void Clear() => _alternatives.Clear();
}

/// <summary>A set of bytes.</summary>
internal sealed class ByteSet
{
    private readonly bool[] _has = new bool[256];

    public ByteSet(params ReadOnlySpan<(int From, int To)> ranges)
    {
        foreach (var (from, to) in ranges)
            _has.AsSpan(from, to - from + 1).Fill(true);
    }

    public bool Has(byte b) => _has[b];
}
