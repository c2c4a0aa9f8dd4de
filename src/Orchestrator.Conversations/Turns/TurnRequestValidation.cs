using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Orchestrator.Conversations.Turns;

/// <summary>Refuses requests that no engine could carry out, naming the field and the remedy.</summary>
internal static class TurnRequestValidation
{
    public static void Check(TurnRequest request, TurnOptions options)
    {
        if (request.Input.IsDefaultOrEmpty)
            throw Invalid("input", "A turn needs at least one message to answer.");
        if (request.Input[^1].Role is not (Role.User or Role.Tool))
            throw Invalid("input", "The last message must be the user's or a tool's result; there is nothing to answer otherwise.");
        if (request.Input[^1].Role == Role.User && request.Input.All(static m => m.Role != Role.User || (string.IsNullOrWhiteSpace(m.Text) && m.Attachments.IsEmpty)))
            throw Invalid("input", "The user's message is empty: there is nothing to answer. Send some text.");
        if (request.TurnId is { } id && !IsTurnId(id))
            throw Invalid("turn_id", "A turn id is 1 to 128 printable ASCII characters without spaces.");
        if (request.Conversation is not null && !request.History.IsEmpty)
            throw Invalid("history", "A named conversation has its own history; send only what is new.");
        CheckSize(request, options);
        CheckText(request.History, "history");
        CheckText(request.Input, "input");
        ToolResults.Check([], request.History);
        CheckPreference(request.Preference);
        CheckOptions(request.Options);
        CheckTools(request);
    }

    private static void CheckSize(TurnRequest request, TurnOptions options)
    {
        long size = 0;
        foreach (var message in request.History.Concat(request.Input))
            size += message.Text.Length + message.ToolCalls.Sum(c => c.Arguments.Length);
        size += request.Tools.Sum(t => (long)t.Description.Length + t.Parameters.Length);
        if (size > options.MaxRequestCharacters)
        {
            throw new OrchestratorException(
                ErrorReason.RequestTooLarge,
                $"The request has {size} characters and {options.MaxRequestCharacters} are accepted. Shorten the history or split the request.",
                "messages");
        }
    }

    private static void CheckText(ImmutableArray<Message> messages, string field)
    {
        foreach (var message in messages)
        {
            if (!IsWellFormed(message.Text) || message.ToolCalls.Any(c => !IsWellFormed(c.Arguments)))
                throw Invalid(field, "A text holds half of a surrogate pair, which no UTF-8 can carry. Send whole characters.");
            if (message.Role == Role.Tool && string.IsNullOrEmpty(message.ToolCallId))
                throw Invalid(field, "A tool's message must name the call that it answers (tool_call_id).");
        }
    }

    private static void CheckPreference(RoutePreference preference)
    {
        if (preference.Quality is < 0 or > 1 or double.NaN)
            throw Invalid("preference.quality", $"Quality is {QualityDial.Allowed}.");
        if (preference.MaxCost is < 0)
            throw Invalid("preference.max_cost", "The cost limit is in US dollars and not negative.");
        if (preference.MaxLatency is { } latency && latency <= TimeSpan.Zero)
            throw Invalid("preference.max_latency", "The latency limit is in milliseconds and above 0.");
        if (preference.Purpose is { Length: > 64 })
            throw Invalid("preference.purpose", "A purpose is a name of at most 64 characters.");
        if (preference.Consent is { Length: > 1024 })
            throw Invalid("preference.consent", "Consents are names between commas, at most 1024 characters.");
        if (string.IsNullOrWhiteSpace(preference.Model) || preference.Model.Length > 256)
            throw Invalid("model", "The model is auto, nano, mini, cloud, or a model's name of at most 256 characters.");
    }

    private static void CheckTools(TurnRequest request)
    {
        if (request.Options.ToolChoice is { } choice)
            CheckChoice(choice, request.Tools);
        for (var i = 0; i < request.Tools.Length; i++)
        {
            var tool = request.Tools[i];
            if (string.IsNullOrWhiteSpace(tool.Name))
                throw Invalid($"tools[{i}].name", "A tool has a name.");
            if (tool.Parameters.Length > 0 && !IsJsonObject(tool.Parameters))
                throw Invalid($"tools[{i}].parameters", "A tool's parameters are a JSON schema: an object in JSON.");
        }

        if (request.Tools.Length > 1 && request.Tools.DistinctBy(static t => t.Name).Count() < request.Tools.Length)
            throw Invalid("tools", "Two tools have the same name: an answer could not say which one it calls.");
    }

    private static void CheckChoice(string choice, ImmutableArray<ToolDeclaration> tools)
    {
        if (choice is "required" && tools.IsEmpty)
            throw Invalid("tool_choice", "A tool call is required and the request has no tools.");
        if (choice is not ("auto" or "none" or "required") && tools.All(t => t.Name != choice))
            throw Invalid("tool_choice", "The tool choice names a tool that is not among the request's tools.");
    }

    private static void CheckOptions(ModelOptions options)
    {
        if (options.MaxOutputTokens is <= 0)
            throw Invalid("max_tokens", "The most completion tokens must be above 0.");
        if (options.Temperature is < 0 or > 2 or double.NaN)
            throw Invalid("temperature", "Temperature is a number from 0 to 2.");
        if (options.TopP is < 0 or > 1 or double.NaN)
            throw Invalid("top_p", "top_p is a number from 0 to 1.");
        if (options.ResponseFormat is { } format)
            CheckFormat(format);
    }

    private static void CheckFormat(ResponseFormat format)
    {
        if (format.Type is not ("json_object" or "json_schema"))
            throw Invalid("response_format.type", "A response format's type is json_object or json_schema; leave the format out for text.");
        if (format.Type == "json_schema" && (format.Schema is null || !IsJsonObject(format.Schema)))
            throw Invalid("response_format.schema", "A response format json_schema holds its schema: an object in JSON.");
    }

    private static bool IsJsonObject(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsTurnId(string id) => id.Length is >= 1 and <= 128 && id.All(static c => c is > ' ' and < '\u007f');

    internal static bool IsWellFormed(string text)
    {
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var used) != System.Buffers.OperationStatus.Done)
                return false;
            rest = rest[used..];
        }

        return true;
    }

    private static OrchestratorException Invalid(string field, string message) => new(ErrorReason.InvalidRequest, message, field);
}
