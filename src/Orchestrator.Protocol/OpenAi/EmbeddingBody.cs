using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;

namespace Orchestrator.Protocol.OpenAi;

/// <summary>The body of an OpenAI embeddings request, as far as it has a meaning here.</summary>
public sealed record EmbeddingBody
{
    /// <summary>The most texts of one request.</summary>
    public const int MostTexts = 2048;

    /// <summary>The <c>model</c> field; <c>auto</c> when absent.</summary>
    public string Model { get; init; } = "auto";

    /// <summary>The texts, each as it is or as tokens.</summary>
    public required ImmutableArray<(string? Text, ImmutableArray<int> Tokens)> Inputs { get; init; }

    /// <summary>Whether vectors are written in base64, as the official clients ask.</summary>
    public bool Base64 { get; init; }

    /// <summary>How many numbers each vector shall have.</summary>
    public int? Dimensions { get; init; }

    /// <summary>The <c>orchestrator</c> object of the body.</summary>
    public RouteWish Wish { get; init; } = new();

    /// <summary>Reads a body. Unknown fields are passed over.</summary>
    /// <param name="body">UTF-8 JSON.</param>
    /// <exception cref="OrchestratorException"><see cref="ErrorReason.InvalidRequest"/>, with the field.</exception>
    public static EmbeddingBody Parse(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span))
            throw new OrchestratorException(ErrorReason.InvalidRequest, "The body is not valid UTF-8. Send JSON encoded as UTF-8.");
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Read(document.RootElement)
                : throw new OrchestratorException(ErrorReason.InvalidRequest, "The body is no JSON object.");
        }
        catch (JsonException e)
        {
            throw new OrchestratorException(
                ErrorReason.InvalidRequest, $"The body is not valid JSON (line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1}). Send one JSON object.");
        }
    }

    private static EmbeddingBody Read(JsonElement body) => new()
    {
        Model = JsonField.Text(body, "model") is { Length: > 0 } model ? model : "auto",
        Inputs = Texts(JsonField.Of(body, "input") ?? throw JsonField.Invalid("input", "'input' is required: a text, a list of texts, or tokens.")),
        Base64 = JsonField.Text(body, "encoding_format") switch
        {
            null or "float" => false,
            "base64" => true,
            _ => throw JsonField.Invalid("encoding_format", "An encoding is float or base64."),
        },
        Dimensions = JsonField.Of(body, "dimensions") is not { } dimensions ? null
            : dimensions.ValueKind == JsonValueKind.Number && dimensions.TryGetInt32(out var count) && count > 0 ? count
            : throw JsonField.Invalid("dimensions", "'dimensions' is a whole number above 0."),
        Wish = JsonField.Object(body, "orchestrator") is { } wish ? ResponseRequestReader.Wish(wish) : new(),
    };

    private static ImmutableArray<(string?, ImmutableArray<int>)> Texts(JsonElement input)
    {
        if (input.ValueKind == JsonValueKind.String)
            return [One(input, "input")];
        if (input.ValueKind != JsonValueKind.Array || input.GetArrayLength() == 0)
            throw JsonField.Invalid("input", "'input' is a text, a list of texts, or tokens; none is empty.");
        if (input[0].ValueKind == JsonValueKind.Number)
            return [One(input, "input")];
        return input.GetArrayLength() <= MostTexts
            ? [.. input.EnumerateArray().Select((one, i) => One(one, $"input[{i}]"))]
            : throw JsonField.Invalid("input", $"A request holds at most {MostTexts} texts; send the others in another.");
    }

    private static (string?, ImmutableArray<int>) One(JsonElement one, string path) => one.ValueKind switch
    {
        JsonValueKind.String when JsonField.Whole(one, path) is { Length: > 0 } text => (text, []),
        JsonValueKind.Array when one.GetArrayLength() > 0 => (null, [.. one.EnumerateArray().Select((token, i) =>
            token.ValueKind == JsonValueKind.Number && token.TryGetInt32(out var id) && id >= 0 ? id : throw JsonField.Invalid($"{path}[{i}]", "A token is a whole number from 0 on."))]),
        _ => throw JsonField.Invalid(path, "A text is a string or a list of tokens, and not empty."),
    };
}
