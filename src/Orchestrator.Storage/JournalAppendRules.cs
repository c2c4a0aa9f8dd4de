using Orchestrator.Conversations.Journal;

namespace Orchestrator.Storage;

/// <summary>What every append must keep, whatever the store. A breach is a mistake of the caller's code.</summary>
internal static class JournalAppendRules
{
    /// <exception cref="ArgumentException">The append contradicts itself.</exception>
    public static void Check(JournalAppend append)
    {
        ArgumentNullException.ThrowIfNull(append);
        var header = append.Header;
        if (header.Fence < 1)
            throw Broken(header, "its fence is not a writer's: fences begin at 1");
        if (append.ExpectedFence < 0 || append.ExpectedSequence < 0)
            throw Broken(header, "it expects a negative fence or sequence");
        if (append.Events.IsDefault || header.LastSequence != append.ExpectedSequence + append.Events.Length)
            throw Broken(header, $"its header ends at {header.LastSequence}, its events do not");
        if (string.IsNullOrEmpty(header.Key.Tenant) || string.IsNullOrEmpty(header.Owner) || string.IsNullOrEmpty(header.Site))
            throw Broken(header, "tenant, owner or site is empty");
        if (append.StartKey is { IsEmpty: true })
            throw Broken(header, "its start key is empty");
        for (var i = 0; i < append.Events.Length; i++)
            if (append.Events[i].Sequence != append.ExpectedSequence + 1 + i)
                throw Broken(header, $"event {append.Events[i].Sequence} stands where {append.ExpectedSequence + 1 + i} belongs");
    }

    private static ArgumentException Broken(JournalHeader header, string why) =>
        new($"The append to conversation {header.Key} contradicts itself: {why}.");
}
