using System.Text.Json;
using Orchestrator.Inference.Local;

namespace Orchestrator.Inference.Tokenizers;

/// <summary>One component of a tokenizer file, and where it stands there.</summary>
internal readonly record struct Component(JsonElement Json, string Place, string File)
{
    public string Type => Text("type");

    public bool Has(string name) => Json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    public bool Flag(string name, bool otherwise) => !Has(name) ? otherwise : Json.GetProperty(name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value ? value.GetBoolean()
        : throw Refuse($"its '{name}' is no true or false");

    public string? Maybe(string name) => !Has(name) ? null : Json.GetProperty(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : throw Refuse($"its '{name}' is no text");

    public string Text(string name) => Maybe(name) ?? throw Refuse($"it lacks '{name}'");

    public int Number(string name, int? otherwise = null) => !Has(name) && otherwise is { } number ? number
        : Has(name) && Json.GetProperty(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out number) && number >= 0 ? number
        : throw Refuse($"its '{name}' is no whole number from 0 on");

    public char Letter(string name) => Text(name) is { Length: 1 } text ? text[0] : throw Refuse($"its '{name}' is not one character");

    public Component Inner(string name) => Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? new(value, $"{Place}.{name}", File) : throw Refuse($"it lacks '{name}'");

    public IReadOnlyList<Component> Each(string name) =>
        Json.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? List(list, $"{Place}.{name}", File) : throw Refuse($"it lacks the list '{name}'");

    /// <summary>The components that a list holds.</summary>
    /// <exception cref="ModelLoadException">It is none, or holds something else.</exception>
    public static IReadOnlyList<Component> List(JsonElement list, string place, string file) => list.ValueKind != JsonValueKind.Array
        ? throw new ModelLoadException($"'{file}': {place} is no list. Download the file again.")
        : [.. list.EnumerateArray().Select((e, i) => e.ValueKind == JsonValueKind.Object ? new Component(e, $"{place}[{i}]", file)
            : throw new ModelLoadException($"'{file}': {place}[{i}] is no object. Download the file again."))];

    /// <summary>The refusal of what this component says.</summary>
    public ModelLoadException Refuse(string why, Exception? because = null) =>
        new($"'{File}': {Place}{(Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty("type", out var type) ? $" of type '{type}'" : "")} cannot be used: {why}. Download the file again, or take a model with another tokenizer.", because!);

    /// <summary>The refusal of a kind of component that is not known.</summary>
    public ModelLoadException Unknown(string expected) => Refuse($"this type is not supported; supported are {expected}");
}
