using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Orchestrator.Inference.Local;

/// <summary>Our requests as Microsoft.Extensions.AI says them.</summary>
internal static class ChatMapping
{
    public static List<ChatMessage> Messages(ModelRequest request) => [.. request.Messages.Select(Message)];

    public static ChatOptions Options(ModelRequest request)
    {
        var options = request.Options;
        return new()
        {
            MaxOutputTokens = options.MaxOutputTokens,
            Temperature = (float?)options.Temperature,
            TopP = (float?)options.TopP,
            Seed = options.Seed,
            StopSequences = options.Stop.IsEmpty ? null : [.. options.Stop],
            Tools = request.Tools.IsEmpty ? null : [.. request.Tools.Select(Tool)],
            ToolMode = options.ToolChoice switch
            {
                null or "auto" => null,
                "none" => ChatToolMode.None,
                "required" => ChatToolMode.RequireAny,
                var name => ChatToolMode.RequireSpecific(name),
            },
            AllowMultipleToolCalls = options.ParallelToolCalls,
            ResponseFormat = options.ResponseFormat switch
            {
                null => null,
                { Schema: { } schema } format => ChatResponseFormat.ForJsonSchema(Json(schema), format.Name, format.Description),
                _ => ChatResponseFormat.Json,
            },
        };
    }

    private static ChatMessage Message(Message message)
    {
        if (message.Role == Role.Tool)
            return new(ChatRole.Tool, [new FunctionResultContent(message.ToolCallId ?? "", message.Text)]);
        var role = message.Role switch
        {
            Role.System => ChatRole.System,
            Role.Assistant => ChatRole.Assistant,
            _ => ChatRole.User,
        };
        if (!message.Attachments.IsEmpty)
            throw new OrchestratorException(ErrorReason.Unsupported, "The models that run here take text only.", "messages");
        var contents = new List<AIContent>();
        if (message.Text.Length > 0)
            contents.Add(new TextContent(message.Text));
        contents.AddRange(message.ToolCalls.Select(c => new FunctionCallContent(c.Id, c.Name, Arguments(c.Arguments))));
        return new(role, contents);
    }

    private static AITool Tool(ToolDeclaration tool) =>
        AIFunctionFactory.CreateDeclaration(tool.Name, tool.Description, Json(tool.Parameters.Length == 0 ? "{}" : tool.Parameters));

    // A model may have written anything as arguments; what is no object is shown as no arguments.
    private static Dictionary<string, object?>? Arguments(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, object?>>(json, AIJsonUtilities.DefaultOptions);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
