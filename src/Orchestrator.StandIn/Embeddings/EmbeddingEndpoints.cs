using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.StandIn.Embeddings;

/// <summary>OpenAI's <c>/v1/embeddings</c>: vectors that tell a text's length and nothing of what it means.</summary>
internal static class EmbeddingEndpoints
{
    private const int Size = 8;

    public static void MapEmbeddings(this WebApplication app) => app.MapPost("/v1/embeddings", (Delegate)AnswerAsync);

    private static async Task<IResult> AnswerAsync(HttpContext context)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            string[] texts = [.. body.RootElement.GetProperty("input").EnumerateArray().Select(t => t.GetString()!)];
            var size = body.RootElement.TryGetProperty("dimensions", out var dimensions) ? dimensions.GetInt32() : Size;
            var data = texts.Select((text, i) => new JsonObject
            {
                ["object"] = "embedding",
                ["index"] = i,
                ["embedding"] = new JsonArray([.. Enumerable.Range(0, size).Select(d => (JsonNode)(d == 0 ? (float)text.Length : 0f))]),
            });
            var answer = new JsonObject
            {
                ["object"] = "list",
                ["model"] = StandInModel.Id,
                ["data"] = new JsonArray([.. data]),
                ["usage"] = new JsonObject { ["prompt_tokens"] = texts.Length, ["total_tokens"] = texts.Length },
            };
            return Results.Text(answer.ToJsonString(), "application/json");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return Results.Text("""{"error":{"message":"expected a list of texts in 'input'","type":"invalid_request_error","param":"input","code":null}}""", "application/json", statusCode: 400);
        }
    }
}
