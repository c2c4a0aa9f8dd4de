using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestrator.Api.Access;
using Orchestrator.Conversations;

namespace Orchestrator.Api.OpenAi;

/// <summary>Sends a turn for a caller of HTTP, who can leave. Thread-safe.</summary>
internal sealed class CallersTurn(IConversations conversations, IHostApplicationLifetime host, ILogger<CallersTurn> logger)
{
    /// <summary>
    /// A client that leaves without an Idempotency-Key cannot ask for the turn again, so the turn ends with it and costs no more.
    /// With one it may come back: it stops reading, not the turn.
    /// </summary>
    public async IAsyncEnumerable<TurnUpdate> SendAsync(
        HttpContext context, Caller caller, TurnRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TurnView? running = null;
        var limits = context.Features.Get<AccessDecisionFeature>()?.Decision.Limits;
        var tokens = limits?.TakeTokens(request, context.Response.Headers) ?? 0;
        ModelUsage? used = null;
        try
        {
            await foreach (var update in conversations.SendTurnAsync(caller, request, cancellationToken))
            {
                used = (update as TurnEnded)?.Turn.Usage ?? used;
                running = update switch
                {
                    TurnStarted started => started.Turn,
                    TurnEnded => null,
                    _ => running,
                };
                yield return update;
            }
        }
        finally
        {
            limits?.Used(tokens, used);

            // A host that stops breaks connections as well; its turns are to be taken up again, not cancelled.
            if (running is not null && request.TurnId is null && context.RequestAborted.IsCancellationRequested && !host.ApplicationStopping.IsCancellationRequested)
                await CancelAsync(caller, running);
        }
    }

    /// <summary>The turn as it ended, its route told in the response's headers.</summary>
    /// <exception cref="OrchestratorException">It gave no answer.</exception>
    public static async Task<TurnView> EndOfAsync(HttpContext context, IAsyncEnumerable<TurnUpdate> updates)
    {
        TurnView? ended = null;
        await foreach (var update in updates.WithCancellation(context.RequestAborted))
            ended = (update as TurnEnded)?.Turn ?? ended;
        var turn = ended ?? throw BrokeOff();
        RouteHeaders.Write(context.Response.Headers, turn, turn.Route);
        ThrowUnlessCompleted(turn);
        return turn;
    }

    public static void ThrowUnlessCompleted(TurnView turn)
    {
        if (turn.State == TurnState.Completed)
            return;
        throw turn.Error is { } error ? new OrchestratorException(error)
            : turn.State == TurnState.Interrupted
                ? new OrchestratorException(ErrorReason.AnswerCutOff, "The turn was interrupted: its host stopped before the answer ended. Send the same request again for a new attempt.")
            : turn.State == TurnState.Cancelled ? new OrchestratorException(ErrorReason.Cancelled, "The turn was cancelled. Send a new one.")
            : BrokeOff();
    }

    public static OrchestratorException BrokeOff() =>
        new(ErrorReason.AnswerCutOff, "The answer broke off. Send the same request again for a new attempt.");

    private async Task CancelAsync(Caller caller, TurnView turn)
    {
        try
        {
            await conversations.CancelTurnAsync(caller, turn.Conversation, turn.TurnId, CancellationToken.None);
        }
        catch (OrchestratorException e)
        {
            ApiLog.Refused(logger, nameof(IConversations.CancelTurnAsync), e.Error.Reason);
        }
    }
}
