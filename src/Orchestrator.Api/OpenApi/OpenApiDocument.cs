using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using V1 = Orchestrator.Protocol.V1;

namespace Orchestrator.Api.OpenApi;

/// <summary>
/// The description of all that is served over HTTP: what is said of OpenAI's protocol is kept by hand, what is said of the gRPC API is
/// read from its descriptors.
/// </summary>
internal static class OpenApiDocument
{
    public const string Path = "/openapi/v1.json";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Lazy<byte[]> Written = new(Write);

    /// <summary>The document, as UTF-8 JSON.</summary>
    public static ReadOnlyMemory<byte> Json => Written.Value;

    private static byte[] Write()
    {
        using var kept = typeof(OpenApiDocument).Assembly.GetManifestResourceStream("openai.json")!;
        var document = JsonNode.Parse(kept)!.AsObject();
        var transcoded = new TranscodedDescription(V1.ConversationService.Descriptor, V1.RoutingService.Descriptor, V1.BudgetService.Descriptor);
        Add(document["paths"]!.AsObject(), transcoded.Paths());
        Add(document["components"]!["schemas"]!.AsObject(), transcoded.Schemas());
        return [.. JsonSerializer.SerializeToUtf8Bytes(document, Readable), (byte)'\n'];
    }

    private static void Add(JsonObject to, IEnumerable<(string Name, JsonObject Value)> parts)
    {
        foreach (var (name, value) in parts)
            to.Add(name, value);
    }
}
