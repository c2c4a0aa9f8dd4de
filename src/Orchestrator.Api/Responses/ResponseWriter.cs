using System.Text.Json;
using Orchestrator.Api.OpenAi;

namespace Orchestrator.Api.Responses;

/// <summary>Writes a turn as a response. What was asked is given back where the request is at hand; it is not kept.</summary>
internal static class ResponseWriter
{
    public static void Write(Utf8JsonWriter writer, ResponseView view)
    {
        var turn = view.Turn;
        var options = view.Request?.Completion.Request.Options ?? new();
        writer.WriteStartObject();
        writer.WriteString("id"u8, ResponseId.Of(turn));
        writer.WriteString("object"u8, "response"u8);
        writer.WriteNumber("created_at"u8, turn.AcceptedAt.ToUnixTimeSeconds());
        writer.WriteString("status"u8, view.Status);
        writer.WriteBoolean("background"u8, view.Request?.Background ?? false);
        WriteError(writer, view.Error);
        WriteIncomplete(writer, view.Status);
        writer.WriteString("instructions"u8, view.Request?.Instructions);
        WriteNumber(writer, "max_output_tokens"u8, options.MaxOutputTokens);
        writer.WriteString("model"u8, view.Route.Target?.Model.ToString() ?? "none");
        writer.WriteStartArray("output"u8);
        if (view.Status is "completed" or "incomplete")
            ItemWriter.WriteOutput(writer, turn, view.TextAt);
        writer.WriteEndArray();
        writer.WriteBoolean("parallel_tool_calls"u8, options.ParallelToolCalls ?? true);
        writer.WriteString("previous_response_id"u8, view.Request?.PreviousResponseId);
        writer.WriteStartObject("conversation"u8);
        writer.WriteString("id"u8, ResponseId.OfConversation(turn.Conversation));
        writer.WriteEndObject();
        writer.WriteStartObject("reasoning"u8);
        writer.WriteNull("effort"u8);
        writer.WriteNull("summary"u8);
        writer.WriteEndObject();
        writer.WriteBoolean("store"u8, true);
        WriteNumber(writer, "temperature"u8, options.Temperature);
        WriteNumber(writer, "top_p"u8, options.TopP);
        WriteFormat(writer, options.ResponseFormat);
        WriteTools(writer, view.Request?.Completion.Request, options.ToolChoice);
        writer.WriteString("truncation"u8, "disabled"u8);
        WriteUsage(writer, view.Status is "completed" or "incomplete" ? turn.Usage : null);
        writer.WriteNull("user"u8);
        writer.WritePropertyName("metadata"u8);
        writer.WriteRawValue(view.Request?.Metadata ?? "{}");
        if (view.Status != "in_progress")
            DecisionWriter.Write(writer, turn);
        writer.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter writer, OrchestratorError? error)
    {
        if (error is null)
        {
            writer.WriteNull("error"u8);
            return;
        }

        writer.WriteStartObject("error"u8);
        writer.WriteString("code"u8, OpenAiError.Of(error).Code);
        writer.WriteString("message"u8, error.Message);
        writer.WriteEndObject();
    }

    private static void WriteIncomplete(Utf8JsonWriter writer, string status)
    {
        if (status != "incomplete")
        {
            writer.WriteNull("incomplete_details"u8);
            return;
        }

        writer.WriteStartObject("incomplete_details"u8);
        writer.WriteString("reason"u8, "max_output_tokens"u8);
        writer.WriteEndObject();
    }

    private static void WriteFormat(Utf8JsonWriter writer, ResponseFormat? format)
    {
        writer.WriteStartObject("text"u8);
        writer.WriteStartObject("format"u8);
        writer.WriteString("type"u8, format?.Type ?? "text");
        if (format?.Name is { } name)
            writer.WriteString("name"u8, name);
        if (format?.Schema is { } schema)
        {
            writer.WritePropertyName("schema"u8);
            writer.WriteRawValue(schema);
            writer.WriteBoolean("strict"u8, format.Strict);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteTools(Utf8JsonWriter writer, ModelRequest? request, string? choice)
    {
        if (choice is null or "auto" or "none" or "required")
        {
            writer.WriteString("tool_choice"u8, choice ?? "auto");
        }
        else
        {
            writer.WriteStartObject("tool_choice"u8);
            writer.WriteString("type"u8, "function"u8);
            writer.WriteString("name"u8, choice);
            writer.WriteEndObject();
        }

        writer.WriteStartArray("tools"u8);
        foreach (var tool in request?.Tools ?? [])
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "function"u8);
            writer.WriteString("name"u8, tool.Name);
            writer.WriteString("description"u8, tool.Description);
            writer.WritePropertyName("parameters"u8);
            writer.WriteRawValue(tool.Parameters.Length > 0 ? tool.Parameters : "{}");
            writer.WriteBoolean("strict"u8, tool.Strict);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteUsage(Utf8JsonWriter writer, ModelUsage? usage)
    {
        if (usage is null)
        {
            writer.WriteNull("usage"u8);
            return;
        }

        writer.WriteStartObject("usage"u8);
        writer.WriteNumber("input_tokens"u8, usage.InputTokens);
        writer.WriteStartObject("input_tokens_details"u8);
        writer.WriteNumber("cached_tokens"u8, usage.CachedInputTokens);
        writer.WriteEndObject();
        writer.WriteNumber("output_tokens"u8, usage.OutputTokens);
        writer.WriteStartObject("output_tokens_details"u8);
        writer.WriteNumber("reasoning_tokens"u8, usage.ReasoningTokens);
        writer.WriteEndObject();
        writer.WriteNumber("total_tokens"u8, usage.InputTokens + usage.OutputTokens);
        writer.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter writer, ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } number)
            writer.WriteNumber(name, number);
        else
            writer.WriteNull(name);
    }
}
