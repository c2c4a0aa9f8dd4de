using Microsoft.AspNetCore.Http;
using Orchestrator.Api.OpenAi;
using Orchestrator.Conversations;
using Orchestrator.Protocol.OpenAi;

namespace Orchestrator.Api.Responses;

/// <summary>The turn that a responses request asks for. Thread-safe.</summary>
internal sealed class ResponseTurn(IConversations conversations)
{
    private const int PageSize = 200;

    /// <exception cref="OrchestratorException">It names what is not there, or two conversations.</exception>
    public async ValueTask<TurnRequest> ReadAsync(Caller caller, ResponseRequest request, HttpContext context)
    {
        var completion = request.Completion;
        if (request.PreviousResponseId is { Length: > 0 } previous)
        {
            if (request.Conversation is not null || completion.Wish.Conversation is not null || context.Request.Headers.ContainsKey("x-orchestrator-conversation"))
                throw new OrchestratorException(ErrorReason.InvalidRequest, "Name the conversation or the previous response, not both.", "previous_response_id");
            completion = Within(completion, await AfterAsync(caller, previous, context.RequestAborted));
        }
        else if (request.Conversation is { Length: > 0 } named)
        {
            completion = Within(completion, ResponseId.ParseConversation(named, "conversation"));
        }

        return TurnOfCompletion.Read(completion, context.Request.Headers);
    }

    private static ChatCompletionRequest Within(ChatCompletionRequest completion, ConversationId conversation) =>
        completion with { Wish = completion.Wish with { Conversation = conversation.ToString() } };

    /// <summary>
    /// A conversation has one line of turns: an answer that a later one followed cannot be gone on from. Its history could be copied to a new
    /// conversation, but what its answers saw, and may not be shown elsewhere for, would not go with it.
    /// </summary>
    private async ValueTask<ConversationId> AfterAsync(Caller caller, string previous, CancellationToken cancellationToken)
    {
        var (conversation, turnId) = ResponseId.Parse(previous, "previous_response_id");
        string? token = null;
        string? last = null;
        var found = false;
        try
        {
            do
            {
                var page = await conversations.ListTurnsAsync(caller, conversation, PageSize, token, cancellationToken);
                foreach (var turn in page.Items)
                    (last, found) = (turn.TurnId, found || turn.TurnId == turnId);
                token = page.NextPageToken;
            }
            while (token is not null);
        }
        catch (OrchestratorException e) when (e.Error.Field == "conversation")
        {
            throw new OrchestratorException(e.Error with { Field = "previous_response_id" });
        }

        if (!found)
            throw new OrchestratorException(ErrorReason.NotFound, "There is no such response for this caller.", "previous_response_id");
        return last == turnId ? conversation : throw new OrchestratorException(
            ErrorReason.Unsupported,
            "Only the last response of a conversation can be gone on from, and a later one followed this one. Send the items again, without it, to branch off.",
            "previous_response_id");
    }
}
