using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Orchestrator.Inference.Local;

namespace Orchestrator.Inference.Chat;

/// <summary>Cuts text into the pieces that a byte-level tokenizer merges within, as the normalizer and pre-tokenizer of its file say.</summary>
internal sealed class TextPieces
{
    private const string Gpt2 = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    // A pattern comes with the model, from whoever made it.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly List<Regex> _patterns = [];
    private bool _composed, _blankFirst;

    private TextPieces()
    {
    }

    /// <exception cref="ModelLoadException">A step is of a kind that is not supported.</exception>
    public static TextPieces Read(JsonElement root, string path)
    {
        var pieces = new TextPieces();
        foreach (var step in Steps(root, "normalizer", "normalizers"))
        {
            if (!step.GetProperty("type").ValueEquals("NFC"))
                throw Unknown(path, "normalizer", step);
            pieces._composed = true;
        }

        foreach (var step in Steps(root, "pre_tokenizer", "pretokenizers"))
        {
            switch (step.GetProperty("type").GetString())
            {
                case "ByteLevel":
                    pieces._blankFirst |= Flag(step, "add_prefix_space", otherwise: true);
                    if (Flag(step, "use_regex", otherwise: true))
                        pieces.Add(Gpt2);
                    break;
                case "Digits":
                    pieces.Add(Flag(step, "individual_digits", otherwise: false) ? @"\p{Nd}" : @"\p{Nd}+");
                    break;
                case "Split" when step.GetProperty("behavior").ValueEquals("Isolated") && !Flag(step, "invert", otherwise: false):
                    var pattern = step.GetProperty("pattern");
                    pieces.Add(pattern.TryGetProperty("Regex", out var regex) ? regex.GetString()! : Regex.Escape(pattern.GetProperty("String").GetString()!));
                    break;
                default:
                    throw Unknown(path, "pre_tokenizer", step);
            }
        }

        return pieces;
    }

    public IEnumerable<string> Of(string text)
    {
        if (text.Length == 0)
            return [];
        if (_composed && !Ascii.IsValid(text))
            text = text.Normalize(NormalizationForm.FormC);
        if (_blankFirst && text[0] != ' ')
            text = " " + text;
        return _patterns.Aggregate((IEnumerable<string>)[text], (pieces, pattern) => pieces.SelectMany(p => Cut(p, pattern)));
    }

    private static IEnumerable<string> Cut(string text, Regex pattern)
    {
        var at = 0;
        for (var match = pattern.Match(text); match.Success; match = match.NextMatch())
        {
            if (match.Length == 0)
                continue;
            if (match.Index > at)
                yield return text[at..match.Index];
            yield return match.Value;
            at = match.Index + match.Length;
        }

        if (at < text.Length)
            yield return text[at..];
    }

    private void Add(string pattern) => _patterns.Add(new(pattern, RegexOptions.CultureInvariant, s_patience));

    private static List<JsonElement> Steps(JsonElement root, string name, string several)
    {
        if (!root.TryGetProperty(name, out var step) || step.ValueKind != JsonValueKind.Object)
            return [];
        return step.GetProperty("type").ValueEquals("Sequence") ? [.. step.GetProperty(several).EnumerateArray()] : [step];
    }

    private static bool Flag(JsonElement step, string name, bool otherwise) =>
        step.TryGetProperty(name, out var value) ? value.ValueKind == JsonValueKind.True : otherwise;

    private static ModelLoadException Unknown(string path, string what, JsonElement step) =>
        new($"'{path}' has a {what} of type '{step.GetProperty("type")}' that is not supported; expected NFC, ByteLevel, Digits, or Split with isolated matches. Take a model with a byte-level tokenizer, as Llama 3, Qwen and SmolLM have.");
}
