using System.Collections.Immutable;

namespace Orchestrator.Privacy;

/// <summary>
/// Walks every text of a request that would leave, and gives back the request with each text as the visitor answers it.
/// Analysis and rewriting use this one walk, so that nothing which is sent is left unread.
/// </summary>
internal static class RequestTexts
{
    /// <summary>Answers a text with what stands in its place.</summary>
    /// <param name="text">The text.</param>
    /// <param name="context">The JSON key that it is the value of, if it is.</param>
    public delegate string Visitor(string text, string? context);

    public static ModelRequest Visit(ModelRequest request, Visitor visit) => new()
    {
        Messages = Each(request.Messages, message => Visit(message, visit)),
        Tools = Each(request.Tools, tool => tool with
        {
            Name = visit(tool.Name, null),
            Description = visit(tool.Description, null),
            Parameters = JsonTexts.Visit(tool.Parameters, visit),
        }),
        Options = Visit(request.Options, visit),
    };

    public static Message Visit(Message message, Visitor visit) => message with
    {
        Text = visit(message.Text, null),
        ToolCalls = Each(message.ToolCalls, call => new ToolCall(
            visit(call.Id, null), visit(call.Name, null), JsonTexts.Visit(call.Arguments, visit))),
        ToolCallId = message.ToolCallId is null ? null : visit(message.ToolCallId, null),
        Attachments = Each(message.Attachments, attachment => attachment with
        {
            MediaType = visit(attachment.MediaType, null),
            Name = visit(attachment.Name, null),
            Url = attachment.Url is null ? null : visit(attachment.Url, null),
        }),
    };

    public static ModelOptions Visit(ModelOptions options, Visitor visit) => options with
    {
        Stop = Each(options.Stop, stop => visit(stop, null)),
        ToolChoice = options.ToolChoice is null ? null : visit(options.ToolChoice, null),
        ResponseFormat = options.ResponseFormat is not { } format ? null : format with
        {
            Type = visit(format.Type, null),
            Name = format.Name is null ? null : visit(format.Name, null),
            Schema = format.Schema is null ? null : JsonTexts.Visit(format.Schema, visit),
            Description = format.Description is null ? null : visit(format.Description, null),
        },
    };

    private static ImmutableArray<T> Each<T>(ImmutableArray<T> items, Func<T, T> change)
    {
        if (items.IsDefaultOrEmpty)
            return [];
        var result = ImmutableArray.CreateBuilder<T>(items.Length);
        foreach (var item in items)
            result.Add(change(item));
        return result.MoveToImmutable();
    }
}
