using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Orchestrator.Api.OpenAi;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Hosting;

namespace Orchestrator.Api.Responses;

/// <summary><c>/v1/conversations</c>. One that was made and not used is only its id: it is kept from its first turn on.</summary>
internal sealed class ConversationsEndpoint(
    IConversations conversations, ConversationMint mint, ConversationErasing erasing, TimeProvider time, IOptions<ApiOptions> options)
{
    private const int PageSize = 100;

    public async Task CreateAsync(HttpContext context, Caller caller)
    {
        var metadata = await RequestBody.ReadAsync(context, options.Value.MaxRequestBytes, Metadata);
        await OpenAiAnswers.WriteAsync(context, (mint.Make(caller), time.GetUtcNow(), metadata), ConversationWriter.Write);
    }

    public async Task GetAsync(HttpContext context, Caller caller)
    {
        var id = Id(context);
        DateTimeOffset at;
        try
        {
            at = (await conversations.GetConversationAsync(caller, id, context.RequestAborted)).CreatedAt;
        }
        catch (OrchestratorException e) when (e.Error.Reason == ErrorReason.NotFound && mint.Made(caller, id))
        {
            at = time.GetUtcNow();
        }

        await OpenAiAnswers.WriteAsync(context, (id, at, (string?)null), ConversationWriter.Write);
    }

    public async Task DeleteAsync(HttpContext context, Caller caller)
    {
        var id = Id(context);
        await erasing.EraseAsync(context, caller, id);
        await OpenAiAnswers.WriteAsync(context, ResponseId.OfConversation(id), static (writer, id) => ConversationWriter.WriteDeleted(writer, id, "conversation"));
    }

    /// <summary>What was said, the first first; with <c>order=desc</c> the last.</summary>
    public async Task ItemsAsync(HttpContext context, Caller caller)
    {
        var id = Id(context);
        var turns = new List<TurnView>();
        string? token = null;
        do
        {
            var page = await conversations.ListTurnsAsync(caller, id, PageSize, token, context.RequestAborted);
            turns.AddRange(page.Items);
            token = page.NextPageToken;
        }
        while (token is not null);
        if (context.Request.Query["order"] == "desc")
            turns.Reverse();
        await OpenAiAnswers.WriteAsync(context, turns, static (writer, turns) =>
        {
            writer.WriteStartObject();
            writer.WriteString("object"u8, "list"u8);
            writer.WriteStartArray("data"u8);
            foreach (var turn in turns)
            {
                ItemWriter.WriteInput(writer, turn);
                ItemWriter.WriteOutput(writer, turn, 0);
            }

            writer.WriteEndArray();
            writer.WriteBoolean("has_more"u8, false);
            writer.WriteEndObject();
        });
    }

    public static Task AddItemsAsync(HttpContext context, Caller caller) => throw NoItems();

    private static ConversationId Id(HttpContext context) => ResponseId.ParseConversation(context.Request.RouteValues["id"] as string, "conversation_id");

    private static string? Metadata(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
            return null;
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new OrchestratorException(ErrorReason.InvalidRequest, "The body is no JSON object.");
            if (document.RootElement.TryGetProperty("items", out var items) && items is { ValueKind: JsonValueKind.Array } && items.GetArrayLength() > 0)
                throw NoItems();
            return document.RootElement.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object ? metadata.GetRawText() : null;
        }
        catch (JsonException)
        {
            throw new OrchestratorException(ErrorReason.InvalidRequest, "The body is not valid JSON. Send one JSON object, or nothing.");
        }
    }

    private static OrchestratorException NoItems() =>
        new(ErrorReason.Unsupported, "A conversation consists of turns; items cannot be put into it without one. Send them as 'input' of its first response.", "items");
}
