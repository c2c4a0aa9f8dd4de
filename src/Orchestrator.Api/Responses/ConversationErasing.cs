using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Orchestrator.Api.Erasure;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Conversations.Hosting;

namespace Orchestrator.Api.Responses;

/// <summary>Erases a conversation for its caller. Thread-safe.</summary>
internal sealed class ConversationErasing(IErasure erasure, ConversationMint mint)
{
    /// <summary>The Idempotency-Key names the erasure, so that a call that broke can be repeated.</summary>
    /// <param name="context">The call.</param>
    /// <param name="caller">Whose conversation it must be.</param>
    /// <param name="conversation">The conversation.</param>
    /// <param name="mostTurns">The most turns that it may have; null for any number.</param>
    public async Task EraseAsync(HttpContext context, Caller caller, ConversationId conversation, int? mostTurns = null)
    {
        var key = context.Request.Headers["Idempotency-Key"];
        var id = key.Count > 0 ? key.ToString() : RandomNumberGenerator.GetHexString(32, lowercase: true);
        await erasure.EraseAsync(
            ErasureAuthority.Conversation(caller, id, conversation) with { MostTurns = mostTurns, MayBeUnused = mint.Made(caller, conversation) }, context.RequestAborted);
        context.Response.Headers["x-orchestrator-erasure"] = id;
    }
}
