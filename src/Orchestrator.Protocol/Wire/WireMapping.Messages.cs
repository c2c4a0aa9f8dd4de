using Google.Protobuf;

namespace Orchestrator.Protocol;

// Messages, tools, options.
public static partial class WireMapping
{
    /// <summary>The message as it crosses.</summary>
    /// <param name="value">The engine's type.</param>
    public static V1.Message ToProto(this Message value)
    {
        var proto = new V1.Message { Role = (V1.Role)value.Role, Text = value.Text };
        if (value.ToolCallId is { } id)
            proto.ToolCallId = id;
        Fill(proto.ToolCalls, value.ToolCalls, ToProto);
        Fill(proto.Attachments, value.Attachments, ToProto);
        return proto;
    }

    /// <summary>The message that crossed.</summary>
    /// <param name="proto">What was received.</param>
    public static Message FromProto(this V1.Message proto) => new()
    {
        Role = Known((Role)proto.Role, "role"),
        Text = proto.Text,
        ToolCallId = proto.HasToolCallId ? proto.ToolCallId : null,
        ToolCalls = Each(proto.ToolCalls, "tool_calls", FromProto),
        Attachments = Each(proto.Attachments, "attachments", FromProto),
    };

    /// <summary>The attachment as it crosses.</summary>
    /// <param name="value">The engine's type.</param>
    public static V1.Attachment ToProto(this Attachment value)
    {
        var proto = new V1.Attachment { Kind = (V1.AttachmentKind)value.Kind, MediaType = value.MediaType, Name = value.Name, Data = ByteString.CopyFrom(value.Data.Span) };
        if (value.Url is { } url)
            proto.Url = url;
        if (value.Detail is { } detail)
            proto.Detail = detail;
        return proto;
    }

    /// <summary>The attachment that crossed.</summary>
    /// <param name="proto">What was received.</param>
    public static Attachment FromProto(this V1.Attachment proto) => new()
    {
        Kind = KindOf(proto.Kind),
        MediaType = proto.MediaType,
        Name = proto.Name,
        Data = proto.Data.Memory,
        Url = proto.HasUrl ? proto.Url : null,
        Detail = proto.HasDetail ? proto.Detail : null,
    };

    private static AttachmentKinds KindOf(V1.AttachmentKind kind) =>
        kind is V1.AttachmentKind.Image or V1.AttachmentKind.Audio or V1.AttachmentKind.File
            ? (AttachmentKinds)kind
            : throw new WireFormatException("kind", "expected an image, audio or a file.");

    private static AttachmentKinds KindsOf(IEnumerable<V1.AttachmentKind> kinds) => kinds.Aggregate(AttachmentKinds.None, static (all, kind) => all | KindOf(kind));

    private static IEnumerable<V1.AttachmentKind> Each(AttachmentKinds kinds) =>
        new[] { V1.AttachmentKind.Image, V1.AttachmentKind.Audio, V1.AttachmentKind.File }.Where(kind => kinds.HasFlag((AttachmentKinds)kind));

    /// <summary>The tool call as it crosses.</summary>
    /// <param name="value">The engine's type.</param>
    public static V1.ToolCall ToProto(this ToolCall value) =>
        new() { Id = value.Id, Name = value.Name, Arguments = value.Arguments };

    /// <summary>The tool call that crossed.</summary>
    /// <param name="proto">What was received.</param>
    public static ToolCall FromProto(this V1.ToolCall proto) => new(proto.Id, proto.Name, proto.Arguments);

    /// <summary>The tool as it crosses.</summary>
    /// <param name="value">The engine's type.</param>
    public static V1.ToolDeclaration ToProto(this ToolDeclaration value) =>
        new() { Name = value.Name, Description = value.Description, Parameters = value.Parameters, Strict = value.Strict };

    /// <summary>The tool that crossed.</summary>
    /// <param name="proto">What was received.</param>
    public static ToolDeclaration FromProto(this V1.ToolDeclaration proto) =>
        new(proto.Name, proto.Description, proto.Parameters) { Strict = proto.Strict };

    /// <summary>The options as they cross.</summary>
    /// <param name="value">The engine's type.</param>
    public static V1.ModelOptions ToProto(this ModelOptions value)
    {
        var proto = new V1.ModelOptions();
        if (value.MaxOutputTokens is { } tokens)
            proto.MaxOutputTokens = tokens;
        if (value.Temperature is { } temperature)
            proto.Temperature = temperature;
        if (value.TopP is { } topP)
            proto.TopP = topP;
        if (value.Seed is { } seed)
            proto.Seed = seed;
        if (value.ToolChoice is { } choice)
            proto.ToolChoice = choice;
        if (value.ParallelToolCalls is { } parallel)
            proto.ParallelToolCalls = parallel;
        proto.ResponseFormat = value.ResponseFormat?.ToProto();
        Fill(proto.Stop, value.Stop);
        return proto;
    }

    /// <summary>The options that crossed.</summary>
    /// <param name="proto">What was received.</param>
    public static ModelOptions FromProto(this V1.ModelOptions proto) => new()
    {
        MaxOutputTokens = proto.HasMaxOutputTokens ? proto.MaxOutputTokens : null,
        Temperature = proto.HasTemperature ? proto.Temperature : null,
        TopP = proto.HasTopP ? proto.TopP : null,
        Stop = [.. proto.Stop],
        Seed = proto.HasSeed ? proto.Seed : null,
        // Callers of OpenAI's protocol say so where they want no form.
        ResponseFormat = proto.ResponseFormat is { Type: not "text" } format ? format.FromProto() : null,
        ToolChoice = proto.HasToolChoice ? proto.ToolChoice : null,
        ParallelToolCalls = proto.HasParallelToolCalls ? proto.ParallelToolCalls : null,
    };

    /// <summary>The format as it crosses.</summary>
    /// <param name="value">The engine's type.</param>
    public static V1.ResponseFormat ToProto(this ResponseFormat value)
    {
        var proto = new V1.ResponseFormat { Type = value.Type, Strict = value.Strict };
        if (value.Name is { } name)
            proto.Name = name;
        if (value.Schema is { } schema)
            proto.Schema = schema;
        if (value.Description is { } description)
            proto.Description = description;
        return proto;
    }

    /// <summary>The format that crossed.</summary>
    /// <param name="proto">What was received.</param>
    public static ResponseFormat FromProto(this V1.ResponseFormat proto) =>
        new(proto.Type, proto.HasName ? proto.Name : null, proto.HasSchema ? proto.Schema : null)
        {
            Strict = proto.Strict,
            Description = proto.HasDescription ? proto.Description : null,
        };

    /// <summary>The request as it crosses.</summary>
    /// <param name="value">The engine's type.</param>
    public static V1.ModelRequest ToProto(this ModelRequest value)
    {
        var proto = new V1.ModelRequest { Options = value.Options.ToProto() };
        Fill(proto.Messages, value.Messages, ToProto);
        Fill(proto.Tools, value.Tools, ToProto);
        return proto;
    }

    /// <summary>The request that crossed.</summary>
    /// <param name="proto">What was received.</param>
    public static ModelRequest FromProto(this V1.ModelRequest proto) => new()
    {
        Messages = Each(proto.Messages, "messages", FromProto),
        Tools = Each(proto.Tools, "tools", FromProto),
        Options = proto.Options?.FromProto() ?? new(),
    };

    /// <summary>The usage as it crosses.</summary>
    /// <param name="value">The engine's type.</param>
    public static V1.ModelUsage ToProto(this ModelUsage value) =>
        new()
        {
            InputTokens = value.InputTokens,
            OutputTokens = value.OutputTokens,
            CachedInputTokens = value.CachedInputTokens,
            CacheWriteTokens = value.CacheWriteTokens,
            ReasoningTokens = value.ReasoningTokens,
            Estimated = value.Estimated,
        };

    /// <summary>The usage that crossed.</summary>
    /// <param name="proto">What was received.</param>
    public static ModelUsage FromProto(this V1.ModelUsage proto) => new(proto.InputTokens, proto.OutputTokens)
    {
        CachedInputTokens = proto.CachedInputTokens,
        CacheWriteTokens = proto.CacheWriteTokens,
        ReasoningTokens = proto.ReasoningTokens,
        Estimated = proto.Estimated,
    };

    /// <summary>The error as it crosses.</summary>
    /// <param name="value">The engine's type.</param>
    public static V1.Error ToProto(this OrchestratorError value)
    {
        var proto = new V1.Error { Reason = (V1.ErrorReason)value.Reason, Message = value.Message };
        if (value.Field is { } field)
            proto.Field = field;
        if (value.State is { } state)
            proto.State = state;
        if (value.RetryAfter is { } wait)
            proto.RetryAfterMs = (long)wait.TotalMilliseconds;
        return proto;
    }

    /// <summary>The error that crossed. A reason that only a newer writer knows becomes <see cref="ErrorReason.Internal"/>.</summary>
    /// <param name="proto">What was received.</param>
    public static OrchestratorError FromProto(this V1.Error proto)
    {
        var reason = (ErrorReason)proto.Reason;
        return new(Enum.IsDefined(reason) ? reason : ErrorReason.Internal, proto.Message, proto.HasField ? proto.Field : null)
        {
            State = proto.HasState ? proto.State : null,
            RetryAfter = proto.HasRetryAfterMs ? TimeSpan.FromMilliseconds(Math.Clamp(proto.RetryAfterMs, 0, 86_400_000)) : null,
        };
    }
}
