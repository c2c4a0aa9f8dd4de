using Google.Protobuf.WellKnownTypes;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Feedback;

namespace Orchestrator.Protocol;

// Turns and their updates, conversations, pages, callers.
public static partial class WireMapping
{
    /// <summary>The request as it crosses.</summary>
    /// <param name="value">The engine's type.</param>
    public static V1.TurnRequest ToProto(this TurnRequest value)
    {
        var proto = new V1.TurnRequest
        {
            Options = value.Options.ToProto(),
            Preference = value.Preference.ToProto(),
            AllowRestart = value.AllowRestart,
            Drafts = value.Drafts,
        };
        if (value.Conversation is { } conversation)
            proto.Conversation = conversation.ToString();
        if (value.TurnId is { } turnId)
            proto.TurnId = turnId;
        Fill(proto.Input, value.Input, ToProto);
        Fill(proto.History, value.History, ToProto);
        Fill(proto.Tools, value.Tools, ToProto);
        return proto;
    }

    /// <summary>The request that crossed.</summary>
    /// <param name="proto">What was received.</param>
    public static TurnRequest FromProto(this V1.TurnRequest proto) => new()
    {
        Conversation = proto.HasConversation ? ToConversationId(proto.Conversation, "conversation") : null,
        TurnId = proto.HasTurnId ? proto.TurnId : null,
        Input = Each(proto.Input, "input", FromProto),
        History = Each(proto.History, "history", FromProto),
        Tools = Each(proto.Tools, "tools", FromProto),
        Options = proto.Options?.FromProto() ?? new(),
        Preference = proto.Preference is null ? RoutePreference.None : Part(proto.Preference, "preference", FromProto),
        AllowRestart = proto.AllowRestart,
        Drafts = proto.Drafts,
    };

    /// <summary>The route as it crosses.</summary>
    /// <param name="value">The engine's type.</param>
    public static V1.TurnRoute ToProto(this TurnRoute value)
    {
        var proto = new V1.TurnRoute
        {
            Entered = value.Entered.Name,
            Target = value.Target?.ToProto(),
            Attempt = value.Attempt,
            Fallback = value.Fallback,
            ReasonCode = value.ReasonCode,
            PolicyVersion = value.PolicyVersion,
            Label = value.Label.ToProto(),
        };
        if (value.Confidence is { } confidence)
            proto.Confidence = confidence;
        Fill(proto.Reasons, value.Reasons);
        Fill(proto.Ledger, value.Ledger, ToProto);
        return proto;
    }

    /// <summary>The route that crossed.</summary>
    /// <param name="proto">What was received.</param>
    public static TurnRoute FromProto(this V1.TurnRoute proto) => new()
    {
        Entered = ToZone(proto.Entered, "entered"),
        Target = proto.Target is null ? null : Part(proto.Target, "target", FromProto),
        Attempt = proto.Attempt,
        Fallback = proto.Fallback,
        ReasonCode = proto.ReasonCode,
        Reasons = [.. proto.Reasons],
        PolicyVersion = proto.PolicyVersion,
        Label = Part(proto.Label, "label", FromProto),
        Confidence = proto.HasConfidence ? proto.Confidence : null,
        Ledger = Each(proto.Ledger, "ledger", FromProto),
    };

    /// <summary>The turn as it crosses.</summary>
    /// <param name="value">The engine's type.</param>
    public static V1.Turn ToProto(this TurnView value)
    {
        var proto = new V1.Turn
        {
            Conversation = value.Conversation.ToString(),
            TurnId = value.TurnId,
            State = (V1.TurnState)value.State,
            Output = value.Output?.ToProto(),
            Error = value.Error?.ToProto(),
            Route = value.Route.ToProto(),
            Usage = value.Usage?.ToProto(),
            Cost = ToText(value.Cost),
            AcceptedAt = Timestamp.FromDateTimeOffset(value.AcceptedAt),
            EndedAt = value.EndedAt is { } ended ? Timestamp.FromDateTimeOffset(ended) : null,
        };
        if (value.FinishReason is { } reason)
            proto.FinishReason = reason;
        Fill(proto.Input, value.Input, ToProto);
        Fill(proto.Costs, value.Costs, static c => new V1.AttemptCost
        {
            Attempt = c.Attempt,
            Target = c.TargetId,
            Outcome = c.Outcome,
            Usage = c.Usage.ToProto(),
            Cost = ToText(c.Cost),
            Why = c.Why,
        });
        Fill(proto.Feedback, value.Feedback, static f => new V1.GivenFeedback { Feedback = f.Judgement.ToProto(f.KeyId), At = Timestamp.FromDateTimeOffset(f.At) });
        return proto;
    }

    /// <summary>The turn that crossed.</summary>
    /// <param name="proto">What was received.</param>
    public static TurnView FromProto(this V1.Turn proto) => new()
    {
        Conversation = ToConversationId(proto.Conversation, "conversation"),
        TurnId = proto.TurnId,
        State = Known((TurnState)proto.State, "state"),
        Input = Each(proto.Input, "input", FromProto),
        Output = proto.Output is null ? null : Part(proto.Output, "output", FromProto),
        FinishReason = proto.HasFinishReason ? proto.FinishReason : null,
        Error = proto.Error?.FromProto(),
        Route = Part(proto.Route, "route", FromProto),
        Usage = proto.Usage?.FromProto(),
        Cost = ToDecimal(proto.Cost, "cost"),
        Costs = Each(proto.Costs, "costs", static c => new AttemptCost(c.Attempt, c.Target, c.Outcome, c.Usage?.FromProto() ?? new(0, 0), ToDecimal(c.Cost, "cost"), c.Why)),
        AcceptedAt = ToTime(proto.AcceptedAt, "accepted_at"),
        EndedAt = proto.EndedAt is null ? null : ToTime(proto.EndedAt, "ended_at"),
        Feedback = Each(proto.Feedback, "feedback", static f => new GivenFeedback(Part(f.Feedback, "feedback", FromProto), f.Feedback.KeyId, ToTime(f.At, "at"))),
    };

    /// <summary>The update as it crosses.</summary>
    /// <param name="value">The engine's type.</param>
    public static V1.TurnUpdate ToProto(this TurnUpdate value) => value switch
    {
        TurnText text => new() { Text = new() { Attempt = text.Attempt, Offset = text.Offset, Text = text.Text } },
        TurnToolCall call => new() { ToolCall = new() { Attempt = call.Attempt, Index = call.Index, Call = call.Call.ToProto() } },
        TurnStarted started => new() { Started = new() { Turn = started.Turn.ToProto() } },
        AttemptBegan attempt => new() { Attempt = new() { Route = attempt.Route.ToProto() } },
        TurnDraft draft => new() { Draft = new() { Attempt = draft.Attempt, Text = draft.Text, Label = draft.Label.ToProto() } },
        TurnEnded ended => new() { Ended = new() { Turn = ended.Turn.ToProto() } },
        _ => throw new ArgumentException($"No message of conversation.proto carries {value.GetType().Name}: add it to TurnUpdate.", nameof(value)),
    };

    /// <summary>The update that crossed.</summary>
    /// <param name="proto">What was received.</param>
    public static TurnUpdate FromProto(this V1.TurnUpdate proto) => proto.UpdateCase switch
    {
        V1.TurnUpdate.UpdateOneofCase.Text => new TurnText(proto.Text.Attempt, proto.Text.Offset, proto.Text.Text),
        V1.TurnUpdate.UpdateOneofCase.ToolCall => new TurnToolCall(proto.ToolCall.Attempt, proto.ToolCall.Index, Part(proto.ToolCall.Call, "tool_call.call", FromProto)),
        V1.TurnUpdate.UpdateOneofCase.Started => new TurnStarted(Part(proto.Started.Turn, "started.turn", FromProto)),
        V1.TurnUpdate.UpdateOneofCase.Attempt => new AttemptBegan(Part(proto.Attempt.Route, "attempt.route", FromProto)),
        V1.TurnUpdate.UpdateOneofCase.Draft => new TurnDraft(proto.Draft.Attempt, proto.Draft.Text, Part(proto.Draft.Label, "draft.label", FromProto)),
        V1.TurnUpdate.UpdateOneofCase.Ended => new TurnEnded(Part(proto.Ended.Turn, "ended.turn", FromProto)),
        _ => throw new WireFormatException("update", "expected started, attempt, text, tool_call, draft or ended."),
    };

    /// <summary>The cursor as it crosses.</summary>
    /// <param name="value">The engine's type.</param>
    public static V1.TurnCursor ToProto(this TurnCursor value) => new() { Attempt = value.Attempt, Offset = value.Offset };

    /// <summary>The cursor that crossed.</summary>
    /// <param name="proto">What was received.</param>
    public static TurnCursor FromProto(this V1.TurnCursor proto) =>
        proto.Attempt < 0 ? throw new WireFormatException("attempt", "expected 0 or more.")
        : proto.Offset < 0 ? throw new WireFormatException("offset", "expected 0 or more.")
        : new(proto.Attempt, proto.Offset);

    /// <summary>The conversation as it crosses.</summary>
    /// <param name="value">The engine's type.</param>
    public static V1.Conversation ToProto(this ConversationView value) => new()
    {
        Id = value.Id.ToString(),
        Owner = value.Owner,
        Site = value.Site,
        Turns = value.Turns,
        CreatedAt = Timestamp.FromDateTimeOffset(value.CreatedAt),
        UpdatedAt = Timestamp.FromDateTimeOffset(value.UpdatedAt),
    };

    /// <summary>The conversation that crossed.</summary>
    /// <param name="proto">What was received.</param>
    public static ConversationView FromProto(this V1.Conversation proto) => new(
        ToConversationId(proto.Id, "id"),
        proto.Owner,
        proto.Site,
        proto.Turns,
        ToTime(proto.CreatedAt, "created_at"),
        ToTime(proto.UpdatedAt, "updated_at"));

    /// <summary>The page as it crosses.</summary>
    /// <param name="value">The engine's type.</param>
    public static V1.ListConversationsResponse ToProto(this Page<ConversationView> value)
    {
        var proto = new V1.ListConversationsResponse();
        if (value.NextPageToken is { } token)
            proto.NextPageToken = token;
        Fill(proto.Conversations, value.Items, ToProto);
        return proto;
    }

    /// <summary>The page that crossed.</summary>
    /// <param name="proto">What was received.</param>
    public static Page<ConversationView> FromProto(this V1.ListConversationsResponse proto) =>
        new(Each(proto.Conversations, "conversations", FromProto), proto.HasNextPageToken ? proto.NextPageToken : null);

    /// <summary>The page as it crosses.</summary>
    /// <param name="value">The engine's type.</param>
    public static V1.ListTurnsResponse ToProto(this Page<TurnView> value)
    {
        var proto = new V1.ListTurnsResponse();
        if (value.NextPageToken is { } token)
            proto.NextPageToken = token;
        Fill(proto.Turns, value.Items, ToProto);
        return proto;
    }

    /// <summary>The page that crossed.</summary>
    /// <param name="proto">What was received.</param>
    public static Page<TurnView> FromProto(this V1.ListTurnsResponse proto) =>
        new(Each(proto.Turns, "turns", FromProto), proto.HasNextPageToken ? proto.NextPageToken : null);

    /// <summary>The caller as hosts of one cluster tell one another.</summary>
    /// <param name="value">The engine's type.</param>
    public static V1.Caller ToProto(this Caller value) =>
        new() { Tenant = value.Tenant, Owner = value.Owner, Site = value.Site, KeyId = value.KeyId };

    /// <summary>The caller that a host of the same cluster told.</summary>
    /// <param name="proto">What was received.</param>
    public static Caller FromProto(this V1.Caller proto) => new(proto.Tenant, proto.Owner, proto.Site, proto.KeyId);
}
