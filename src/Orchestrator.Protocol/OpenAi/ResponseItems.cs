using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Orchestrator.Protocol.OpenAi;

/// <summary>Messages of the items of a responses input.</summary>
internal static class ResponseItems
{
    public static ImmutableArray<Message> Read(JsonElement body, string field)
    {
        if (JsonField.Of(body, field) is { ValueKind: JsonValueKind.String } text)
            return [Message.User(JsonField.Whole(text, field))];
        var messages = ImmutableArray.CreateBuilder<Message>();
        foreach (var (item, path) in JsonField.Objects(body, field))
            Add(messages, item, path);
        return messages.Count > 0 ? messages.ToImmutable() : throw JsonField.Invalid(field, $"'{field}' is required: a text, or at least one item.");
    }

    private static void Add(ImmutableArray<Message>.Builder messages, JsonElement item, string path)
    {
        switch (JsonField.Text(item, "type", $"{path}.type"))
        {
            case null or "message":
                var content = Content(item, "content", $"{path}.content");
                messages.Add(new() { Role = RoleOf(item, path), Text = content.Text, Attachments = content.Attachments });
                break;
            case "function_call":
                var call = new ToolCall(Required(item, "call_id", path), Required(item, "name", path), JsonField.Text(item, "arguments", $"{path}.arguments") ?? "");

                // Calls of one answer are items of their own here, and one message everywhere else.
                if (messages.Count > 0 && messages[^1].Role == Role.Assistant)
                    messages[^1] = messages[^1] with { ToolCalls = messages[^1].ToolCalls.Add(call) };
                else
                    messages.Add(new() { Role = Role.Assistant, ToolCalls = [call] });
                break;
            case "function_call_output":
                messages.Add(new() { Role = Role.Tool, ToolCallId = Required(item, "call_id", path), Text = TextOf(item, "output", $"{path}.output") });
                break;
            case "reasoning":
                // What a model thought is no part of what was said.
                break;
            default:
                throw JsonField.Unsupported($"{path}.type", "Items are message, function_call and function_call_output.");
        }
    }

    private static Role RoleOf(JsonElement item, string path) => JsonField.Text(item, "role", $"{path}.role") switch
    {
        "system" or "developer" => Role.System,
        "user" => Role.User,
        "assistant" => Role.Assistant,
        _ => throw JsonField.Invalid($"{path}.role", "A message's role is system, developer, user or assistant."),
    };

    private static string TextOf(JsonElement item, string field, string path) => Content(item, field, path) is { Attachments.IsEmpty: true } content
        ? content.Text
        : throw JsonField.Unsupported(path, "A call's output is text.");

    private static MessageContent Content(JsonElement item, string field, string path)
    {
        if (JsonField.Of(item, field) is not { ValueKind: JsonValueKind.Array })
            return new(JsonField.Text(item, field, path) ?? throw JsonField.Invalid(path, "A text, or parts, are expected."), []);
        var attachments = ImmutableArray.CreateBuilder<Attachment>();
        var text = new StringBuilder();
        foreach (var (part, place) in JsonField.Objects(item, field, path))
        {
            var type = JsonField.Text(part, "type", $"{place}.type");
            if (AttachmentParts.Read(part, type, (within, message, reason) => new OrchestratorException(reason, message, place + within)) is { } attachment)
            {
                attachments.Add(attachment);
                continue;
            }

            text.Append(type switch
            {
                "input_text" or "output_text" or "text" => Required(part, "text", place),
                "refusal" => Required(part, "refusal", place),
                _ => throw JsonField.Unsupported($"{place}.type", "Parts are 'input_text', 'input_image', 'input_audio' and 'input_file'."),
            });
        }

        return new(text.ToString(), attachments.ToImmutable());
    }

    private static string Required(JsonElement item, string field, string path) =>
        JsonField.Text(item, field, $"{path}.{field}") ?? throw JsonField.Invalid($"{path}.{field}", $"'{field}' is required here.");
}
