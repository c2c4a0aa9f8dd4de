using System.Globalization;
using Microsoft.AspNetCore.Http;
using Orchestrator.Conversations;

namespace Orchestrator.Api.OpenAi;

/// <summary>The facts of a route as response headers.</summary>
internal static class RouteHeaders
{
    public static void Write(IHeaderDictionary headers, TurnView turn, TurnRoute route)
    {
        if (route.Target is { } target)
        {
            Set(headers, "tier", TierName(target.Tier));
            Set(headers, "zone", target.Zone.Name);
            Set(headers, "node", target.Node);
            Set(headers, "model", target.Model.ToString());
        }
        Set(headers, "reason", route.ReasonCode);
        Set(headers, "entered", route.Entered.Name);
        Set(headers, "conversation", turn.Conversation.ToString());
        Set(headers, "turn", turn.TurnId);
        Set(headers, "attempt", route.Attempt.ToString(CultureInfo.InvariantCulture));
        Set(headers, "fallback", route.Fallback ? "true" : "false");
        Set(headers, "policy", route.PolicyVersion);
    }

    /// <summary>What is known of a request that became no turn; nothing where a turn has told its own.</summary>
    public static void WriteRefused(HttpContext context, Zone entered, string code)
    {
        var headers = context.Response.Headers;
        if (headers.ContainsKey("x-orchestrator-reason"))
            return;
        Set(headers, "reason", code.Replace('_', '-'));
        Set(headers, "entered", entered.Name);
        Set(headers, "attempt", "0");
        if (context.Request.Headers.TryGetValue("x-orchestrator-conversation", out var conversation) && ConversationId.TryParse(conversation.ToString(), out var id))
            Set(headers, "conversation", id.ToString());
        if (context.Request.Headers.TryGetValue("Idempotency-Key", out var turn) && turn.ToString() is { Length: > 0 and <= 128 } key)
            Set(headers, "turn", key);
    }

    public static string TierName(Tier tier) => tier switch
    {
        Tier.Nano => "nano",
        Tier.Mini => "mini",
        _ => "cloud",
    };

    // Names come from configuration; a header takes printable ASCII alone.
    private static void Set(IHeaderDictionary headers, string name, string value) =>
        headers[$"x-orchestrator-{name}"] = string.Create(value.Length, value, static (span, text) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = text[i] is >= ' ' and <= '~' ? text[i] : '?';
        });
}
