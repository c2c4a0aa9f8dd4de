using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Orchestrator.Api.OpenAi;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Hosting;
using Orchestrator.Protocol.OpenAi;

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
        catch (OrchestratorException e) when (IsUnused(e, caller, id))
        {
            at = time.GetUtcNow();
        }

        await OpenAiAnswers.WriteAsync(context, (id, at, (string?)null), ConversationWriter.Write);
    }

    public static Task UpdateAsync(HttpContext context, Caller caller) => throw new OrchestratorException(
        ErrorReason.Unsupported,
        "A conversation's metadata is not kept here, so that there is none to change. Keep it with your own records, under the conversation's id.",
        "metadata");

    public async Task DeleteAsync(HttpContext context, Caller caller)
    {
        var id = Id(context);
        await erasing.EraseAsync(context, caller, id);
        await OpenAiAnswers.WriteAsync(context, ResponseId.OfConversation(id), static (writer, id) => ConversationWriter.WriteDeleted(writer, id, "conversation"));
    }

    public async Task ItemsAsync(HttpContext context, Caller caller) =>
        await OpenAiAnswers.WriteAsync(context, ItemPage.Of(await ReadItemsAsync(context, caller), context.Request.Query), ItemPage.Write);

    public async Task ItemAsync(HttpContext context, Caller caller)
    {
        var id = context.Request.RouteValues["item"] as string;
        var found = (await ReadItemsAsync(context, caller)).Find(i => i.Id == id);
        await OpenAiAnswers.WriteAsync(
            context,
            found.Write ?? throw new OrchestratorException(ErrorReason.NotFound, "There is no such item in this conversation.", "item_id"),
            static (writer, write) => write(writer));
    }

    public static Task DeleteItemAsync(HttpContext context, Caller caller) => throw new OrchestratorException(
        ErrorReason.Unsupported,
        $"A conversation is erased whole, not item by item: DELETE /v1/conversations/{context.Request.RouteValues["id"]}.",
        "item_id");

    public static Task AddItemsAsync(HttpContext context, Caller caller) => throw NoItems();

    private async Task<List<ResponseItem>> ReadItemsAsync(HttpContext context, Caller caller)
    {
        var id = Id(context);
        var items = new List<ResponseItem>();
        string? token = null;
        try
        {
            do
            {
                var page = await conversations.ListTurnsAsync(caller, id, PageSize, token, context.RequestAborted);
                items.AddRange(page.Items.SelectMany(ItemWriter.Of));
                token = page.NextPageToken;
            }
            while (token is not null);
        }
        catch (OrchestratorException e) when (IsUnused(e, caller, id))
        {
            // Nothing was said in it yet.
        }

        return items;
    }

    /// <summary>Whether a conversation is not found because it was made and no response has opened it.</summary>
    private bool IsUnused(OrchestratorException e, Caller caller, ConversationId id) => e.Error.Reason == ErrorReason.NotFound && mint.Made(caller, id);

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
            return RequestMetadata.Read(document.RootElement);
        }
        catch (JsonException)
        {
            throw new OrchestratorException(ErrorReason.InvalidRequest, "The body is not valid JSON. Send one JSON object, or nothing.");
        }
    }

    private static OrchestratorException NoItems() =>
        new(ErrorReason.Unsupported, "A conversation consists of turns; items cannot be put into it without one. Send them as 'input' of its first response.", "items");
}
