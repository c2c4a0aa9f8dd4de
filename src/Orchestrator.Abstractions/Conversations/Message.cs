using System.Collections.Immutable;

namespace Orchestrator;

/// <summary>One message of a conversation. Our own type, so that journals do not depend on a library's.</summary>
public sealed record Message
{
    /// <summary>Who speaks.</summary>
    public required Role Role { get; init; }

    /// <summary>The text; empty when the message is only tool calls.</summary>
    public string Text { get; init; } = "";

    /// <summary>The tool calls of an assistant's message.</summary>
    public ImmutableArray<ToolCall> ToolCalls { get; init; } = [];

    /// <summary>For a tool's message, the call that it answers.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>What a user's message has beside its words.</summary>
    public ImmutableArray<Attachment> Attachments { get; init; } = [];

    /// <summary>A user's message.</summary>
    /// <param name="text">What the person said.</param>
    public static Message User(string text) => new() { Role = Role.User, Text = text };

    /// <summary>A model's message.</summary>
    /// <param name="text">What the model said.</param>
    public static Message Assistant(string text) => new() { Role = Role.Assistant, Text = text };

    /// <inheritdoc/>
    public bool Equals(Message? other) =>
        other is not null && Role == other.Role && Text == other.Text && ToolCallId == other.ToolCallId
        && ToolCalls.AsSpan().SequenceEqual(other.ToolCalls.AsSpan())
        && Attachments.AsSpan().SequenceEqual(other.Attachments.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Role, Text, ToolCallId, ToolCalls.Length, Attachments.Length);
}
