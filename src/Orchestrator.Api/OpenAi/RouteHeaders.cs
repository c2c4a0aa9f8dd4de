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
            Set(headers, "x-orchestrator-tier", TierName(target.Tier));
            Set(headers, "x-orchestrator-zone", target.Zone.Name);
            Set(headers, "x-orchestrator-node", target.Node);
            Set(headers, "x-orchestrator-model", target.Model.ToString());
        }
        Set(headers, "x-orchestrator-reason", route.ReasonCode);
        Set(headers, "x-orchestrator-entered", route.Entered.Name);
        Set(headers, "x-orchestrator-conversation", turn.Conversation.ToString());
        Set(headers, "x-orchestrator-turn", turn.TurnId);
        Set(headers, "x-orchestrator-attempt", route.Attempt.ToString(CultureInfo.InvariantCulture));
        Set(headers, "x-orchestrator-fallback", route.Fallback ? "true" : "false");
        Set(headers, "x-orchestrator-policy", route.PolicyVersion);
    }

    /// <summary>Who served a call that is no turn.</summary>
    public static void Write(IHeaderDictionary headers, Target target, Zone entered, string policy)
    {
        Set(headers, "x-orchestrator-zone", target.Zone.Name);
        Set(headers, "x-orchestrator-node", target.Node);
        Set(headers, "x-orchestrator-model", target.Model.ToString());
        Set(headers, "x-orchestrator-entered", entered.Name);
        Set(headers, "x-orchestrator-policy", policy);
    }

    /// <summary>What is known of a request that became no turn; nothing where a turn has told its own.</summary>
    public static void WriteRefused(HttpContext context, Zone entered, string code)
    {
        var headers = context.Response.Headers;
        if (headers.ContainsKey("x-orchestrator-reason"))
            return;
        Set(headers, "x-orchestrator-reason", code.Replace('_', '-'));
        Set(headers, "x-orchestrator-entered", entered.Name);
        Set(headers, "x-orchestrator-attempt", "0");
        if (context.Request.Headers.TryGetValue("x-orchestrator-conversation", out var conversation) && ConversationId.TryParse(conversation.ToString(), out var id))
            Set(headers, "x-orchestrator-conversation", id.ToString());
        if (context.Request.Headers.TryGetValue("Idempotency-Key", out var turn) && turn.ToString() is { Length: > 0 and <= 128 } key)
            Set(headers, "x-orchestrator-turn", key);
    }

    public static string TierName(Tier tier) => tier switch
    {
        Tier.Nano => "nano",
        Tier.Mini => "mini",
        _ => "cloud",
    };

    // Names come from configuration; a header takes printable ASCII alone.
    private static void Set(IHeaderDictionary headers, string name, string value) =>
        headers[name] = value.AsSpan().ContainsAnyExceptInRange(' ', '~') ? Printable(value) : value;

    private static string Printable(string value) => string.Create(value.Length, value, static (span, text) =>
    {
        for (var i = 0; i < span.Length; i++)
            span[i] = text[i] is >= ' ' and <= '~' ? text[i] : '?';
    });
}
