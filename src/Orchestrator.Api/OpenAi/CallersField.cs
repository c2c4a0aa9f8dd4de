using Microsoft.AspNetCore.Http;

namespace Orchestrator.Api.OpenAi;

/// <summary>The engine's fields as a caller of this protocol wrote them: in a header or in the body.</summary>
internal static class CallersField
{
    public static string? Of(string? field, IHeaderDictionary headers) => field switch
    {
        "turn_id" => "Idempotency-Key",
        "input" or "history" => "messages",
        "conversation" => Wish("conversation", headers),
        "preference" => Wish("preference", headers),
        "preference.quality" => Wish("quality", headers),
        "preference.max_cost" => Wish("max-cost", headers),
        "preference.max_latency" => Wish("max-latency", headers),
        _ => field,
    };

    private static string Wish(string name, IHeaderDictionary headers) =>
        headers.ContainsKey($"x-orchestrator-{name}") ? $"x-orchestrator-{name}" : $"orchestrator.{name.Replace('-', '_')}";
}
