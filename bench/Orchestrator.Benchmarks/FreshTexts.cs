using System.Globalization;

namespace Orchestrator.Benchmarks;

/// <summary>Texts of one length that are alike and yet each a new one, so that nothing that was kept of another helps. Making one costs next to nothing.</summary>
internal sealed class FreshTexts
{
    private readonly string _text;
    private int _number;

    public FreshTexts(string sentence, int characters) =>
        _text = string.Concat(Enumerable.Repeat(sentence + "\n", (characters / sentence.Length) + 1))[..(characters - 8)];

    public string Next() => string.Create(CultureInfo.InvariantCulture, $"{_number++:D7} {_text}");
}
