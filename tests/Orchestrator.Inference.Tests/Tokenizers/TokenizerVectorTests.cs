using System.Text;
using System.Text.Json;
using Orchestrator.Inference.Tokenizers;

namespace Orchestrator.Inference.Tests.Tokenizers;

public sealed class TokenizerVectorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tokenizer").FullName;

    public static TheoryData<string> Names => TokenizerVectors.Names;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void Texts_become_the_tokens_of_the_reference_and_tokens_its_texts(string name)
    {
        var vector = TokenizerVectors.Get(name);
        var tokenizer = Load(vector);
        foreach (var one in vector.GetProperty("cases").EnumerateArray())
        {
            var (text, ids) = (one.GetProperty("text").GetString()!, one.Numbers("ids"));
            var full = one.TryGetProperty("full", out _) ? one.Numbers("full") : ids;
            Expect(name, text, "ids", ids, tokenizer.Encode(text));
            Expect(name, text, "ids when the words are known", ids, tokenizer.Encode(text));
            Expect(name, text, "framed ids", full, tokenizer.Tokenize(text).Select(t => t.Id));
            Expect(name, text, "text", one.TryGetProperty("decoded", out var decoded) ? decoded.GetString()! : text, tokenizer.Decode(ids));
            var spans = tokenizer.Tokenize(text, special: false);
            Expect(name, text, "ids with places", ids, spans.Select(t => t.Id));
        }

        foreach (var two in vector.GetProperty("two").EnumerateArray())
        {
            var (a, b) = (two.GetProperty("a").GetString()!, two.GetProperty("b").GetString()!);
            var tokens = tokenizer.Tokenize(a, b);
            Expect(name, a + b, "ids of a pair", two.Numbers("ids"), tokens.Select(t => t.Id));
            Expect(name, a + b, "types of a pair", two.Numbers("types"), tokens.Select(t => t.Type));
        }
    }

    // Where several characters became one, the reference tells the first of them, and ours tells them all; an added token that takes blanks
    // has them in its part.
    [Theory]
    [MemberData(nameof(Names))]
    public void Each_token_tells_the_part_of_the_text_that_it_stands_for(string name)
    {
        var vector = TokenizerVectors.Get(name);
        var (tokenizer, same) = (Load(vector), 0);
        foreach (var one in vector.GetProperty("cases").EnumerateArray())
        {
            var (text, expected) = (one.GetProperty("text").GetString()!, one.Numbers("offsets"));
            var found = tokenizer.Tokenize(text, special: false).SelectMany(t => new[] { t.Start, t.End }).ToList();
            same += TokenizerVectors.InUnits(text, expected).SequenceEqual(found) ? 1 : 0;
            if (Ascii.IsValid(text) && !text.Contains("<mask>", StringComparison.Ordinal) && name is not ("Replace by expression" or "unigram with bytes" or "unknown characters dropped"))
                Expect(name, text, "places", expected, found);
        }

        Assert.True(same >= (name is "unigram with bytes" or "unknown characters dropped" ? 15 : 40), $"{same} texts have the places of the reference");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Text_that_is_told_token_by_token_is_the_whole_text_and_never_holds_half_a_character(string name)
    {
        var vector = TokenizerVectors.Get(name);
        var tokenizer = Load(vector);
        foreach (var one in vector.GetProperty("cases").EnumerateArray())
        {
            var ids = one.Numbers("ids");
            var joiner = tokenizer.Start();
            var told = ids.Select(joiner.Append).ToList();
            Assert.Equal(tokenizer.Decode(ids), string.Concat(told) + joiner.Finish());
            Assert.All(told, t => Assert.False(t.Length > 0 && (char.IsHighSurrogate(t[^1]) || char.IsLowSurrogate(t[0]))));
        }
    }

    private Tokenizer Load(JsonElement vector)
    {
        File.WriteAllText(Path.Combine(_folder, "tokenizer.json"), vector.GetProperty("file").GetRawText());
        return Tokenizer.Load(_folder);
    }

    private static void Expect<T>(string name, string text, string what, IEnumerable<T> expected, IEnumerable<T> found)
    {
        if (!expected.SequenceEqual(found))
            Assert.Fail($"{name}: {what} of {JsonSerializer.Serialize(text)}\nexpected {string.Join(' ', expected)}\nfound    {string.Join(' ', found)}");
    }
}
