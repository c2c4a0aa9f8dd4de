using System.Collections.Immutable;

namespace Orchestrator.Conversations.Turns;

/// <summary>
/// Refuses results of calls that nobody made: providers refuse them too, in words of their own, and a small model would make something up.
/// </summary>
internal static class ToolResults
{
    /// <param name="before">What was said before, oldest first.</param>
    /// <param name="messages">What is said now.</param>
    /// <exception cref="OrchestratorException">A message answers a call that does not stand before it.</exception>
    public static void Check(IEnumerable<Message> before, ImmutableArray<Message> messages)
    {
        if (!messages.Any(static m => m.Role == Role.Tool))
            return;
        var calls = before.SelectMany(static m => m.ToolCalls).Select(static c => c.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var message in messages)
        {
            if (message.Role == Role.Tool && !calls.Contains(message.ToolCallId!))
            {
                throw new OrchestratorException(
                    ErrorReason.InvalidRequest, "A tool's message answers a call (tool_call_id) that no message before it makes. Send the assistant's message with that call first.", "input");
            }

            calls.UnionWith(message.ToolCalls.Select(static c => c.Id));
        }
    }
}
