using System.Text;

namespace Orchestrator.Training.Data;

/// <summary>
/// Keeps the prompts shown to people as examples out of all training data, generated sentences included: case,
/// punctuation, digits and articles aside, no text may contain one, nor be made of the same words in another order.
/// </summary>
internal sealed class ExampleFilter
{
    static readonly HashSet<string> Articles = ["a", "an", "the"];
    readonly string[] _examples;
    readonly HashSet<string> _bags;

    public ExampleFilter(IEnumerable<string> examples)
    {
        _examples = [.. examples.Select(Normalise).Where(e => e.Length > 0)];
        _bags = [.. _examples.Select(Bag)];
    }

    public static ExampleFilter FromResource()
    {
        using var stream = typeof(ExampleFilter).Assembly.GetManifestResourceStream("example-prompts.txt")!;
        using var reader = new StreamReader(stream);
        return new ExampleFilter(reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    public bool Allows(string text)
    {
        var normal = Normalise(text);
        return !_bags.Contains(Bag(normal)) && Array.TrueForAll(_examples, e => !$" {normal} ".Contains($" {e} ", StringComparison.Ordinal));
    }

    /// <summary>Throws unless every example and its trivial variants are refused and a neighbour is allowed.</summary>
    public void Prove()
    {
        foreach (var example in _examples)
        {
            string[] variants = [example, example.ToUpperInvariant() + "!!", "please " + example + " 12", string.Join(' ', example.Split(' ').Reverse()), "the " + example.Replace(" ", ", ", StringComparison.Ordinal)];
            if (Array.Find(variants, Allows) is { } leak)
                throw new InvalidOperationException($"The example filter lets a variant of an example through ({leak.Length} characters). Mend ExampleFilter before training.");
        }

        if (!Allows("switch the hall fan on") || !Allows("what is the exchange rate today"))
            throw new InvalidOperationException("The example filter refuses texts that are no examples. Mend ExampleFilter before training.");
    }

    static string Normalise(string text)
    {
        var words = new StringBuilder();
        foreach (var c in text)
            words.Append(char.IsLetter(c) ? char.ToLowerInvariant(c).ToString() : c is '\'' or '\u2019' ? "" : " ");
        return string.Join(' ', words.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => !Articles.Contains(w)));
    }

    static string Bag(string normal) => string.Join(' ', normal.Split(' ').Order(StringComparer.Ordinal));
}
