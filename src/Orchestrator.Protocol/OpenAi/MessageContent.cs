using System.Collections.Immutable;

namespace Orchestrator.Protocol.OpenAi;

/// <summary>What a message says: its texts one after the other, and what is attached to them.</summary>
internal sealed record MessageContent(string Text, ImmutableArray<Attachment> Attachments);
