using Microsoft.AspNetCore.Http;

namespace Orchestrator.Api.OpenAi;

/// <summary>The engine's fields as a caller of this protocol wrote them: in the address, in a header or in the body.</summary>
internal static class CallersField
{
    private const string Responses = "/v1/responses";

    public static string? Of(string? field, HttpRequest request) => field switch
    {
        "turn_id" or "conversation" when InAddress(request.Path) is { } named => named,
        "turn_id" or "erasure_id" => "Idempotency-Key",
        "input" or "history" or "messages" => IsOfInput(request.Path) ? "input" : "messages",
        "conversation" when request.Path.StartsWithSegments(Responses, StringComparison.Ordinal) && !request.Headers.ContainsKey("x-orchestrator-conversation") => field,
        "conversation" => Wish("conversation", request.Headers),
        "preference" => Wish("preference", request.Headers),
        "preference.quality" => Wish("quality", request.Headers),
        "preference.max_cost" => Wish("max-cost", request.Headers),
        "preference.max_latency" => Wish("max-latency", request.Headers),
        _ => field,
    };

    /// <summary>What the id in a path is of; null for a path without one.</summary>
    private static string? InAddress(PathString path) =>
        path.StartsWithSegments(Responses, StringComparison.Ordinal, out var rest) && rest.Value!.Length > 1 ? "response_id"
        : path.StartsWithSegments("/v1/conversations", StringComparison.Ordinal, out rest) && rest.Value!.Length > 1 ? "conversation_id"
        : null;

    private static bool IsOfInput(PathString path) =>
        path.StartsWithSegments(Responses, StringComparison.Ordinal) || path.StartsWithSegments("/v1/embeddings", StringComparison.Ordinal);

    private static string Wish(string name, IHeaderDictionary headers) =>
        headers.ContainsKey($"x-orchestrator-{name}") ? $"x-orchestrator-{name}" : $"orchestrator.{name.Replace('-', '_')}";
}
