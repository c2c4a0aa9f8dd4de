using Microsoft.AspNetCore.Http;

namespace Orchestrator.Api.OpenAi;

/// <summary>The engine's fields as a caller of this protocol wrote them: in a header or in the body.</summary>
internal static class CallersField
{
    public static string? Of(string? field, HttpRequest request) => field switch
    {
        "turn_id" => "Idempotency-Key",
        "input" or "history" or "messages" => IsOfInput(request.Path) ? "input" : "messages",
        "conversation" => Wish("conversation", request.Headers),
        "preference" => Wish("preference", request.Headers),
        "preference.quality" => Wish("quality", request.Headers),
        "preference.max_cost" => Wish("max-cost", request.Headers),
        "preference.max_latency" => Wish("max-latency", request.Headers),
        _ => field,
    };

    private static bool IsOfInput(PathString path) =>
        path.StartsWithSegments("/v1/responses", StringComparison.Ordinal) || path.StartsWithSegments("/v1/embeddings", StringComparison.Ordinal);

    private static string Wish(string name, IHeaderDictionary headers) =>
        headers.ContainsKey($"x-orchestrator-{name}") ? $"x-orchestrator-{name}" : $"orchestrator.{name.Replace('-', '_')}";
}
