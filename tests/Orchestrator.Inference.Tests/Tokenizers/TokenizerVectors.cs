using System.Text.Json;

namespace Orchestrator.Inference.Tests.Tokenizers;

/// <summary>What the reference implementation made of hard texts with small tokenizers of every kind; <c>vectors/make.mjs</c> asks it again.</summary>
internal static class TokenizerVectors
{
    private static readonly Lazy<IReadOnlyDictionary<string, JsonElement>> s_all = new(() =>
        JsonSerializer.Deserialize<JsonElement[]>(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Tokenizers", "vectors", "vectors.json")))!
            .ToDictionary(v => v.GetProperty("name").GetString()!));

    public static TheoryData<string> Names => [.. s_all.Value.Keys];

    public static JsonElement Get(string name) => s_all.Value[name];

    public static int[] Numbers(this JsonElement vector, string name) => [.. vector.GetProperty(name).EnumerateArray().Select(n => n.GetInt32())];

    /// <summary>Places that are counted in characters, in UTF-16 units.</summary>
    public static int[] InUnits(string text, int[] characters)
    {
        var places = new List<int> { 0 };
        foreach (var rune in text.EnumerateRunes())
            places.Add(places[^1] + rune.Utf16SequenceLength);
        return [.. characters.Select(c => places[c])];
    }
}
