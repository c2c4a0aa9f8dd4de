using Orchestrator.Conversations.Journal;

namespace Orchestrator.Crash.Tests.Lives;

/// <summary>What the outside knows of a conversation: what its journal acknowledged, and what its callers were told.</summary>
internal sealed class KnownConversation(string name)
{
    /// <summary>Its number in the script.</summary>
    public string Name => name;

    public ConversationId? Id { get; set; }

    /// <summary>The rows that the journal acknowledged, or that were found.</summary>
    public List<JournalRow> Rows { get; private set; } = [];

    public JournalHeader? Header { get; set; }

    /// <summary>Appends whose outcome nobody was told, or that failed, since the last one that was acknowledged.</summary>
    public List<JournalAppend> Unknown { get; private set; } = [];

    /// <summary>Its turns, in the order in which they were sent.</summary>
    public List<KnownTurn> Turns { get; private set; } = [];

    /// <summary>The turn whose answer a target holds back; null if none.</summary>
    public KnownTurn? Held { get; set; }

    /// <summary>Puts the turns that are there first.</summary>
    public void Reorder(IReadOnlyCollection<KnownTurn> found) => Turns = [.. found, .. Turns.Except(found)];

    public KnownConversation Copy()
    {
        var copy = (KnownConversation)MemberwiseClone();
        copy.Rows = [.. Rows];
        copy.Unknown = [.. Unknown];
        copy.Turns = [.. Turns.Select(t => t.Copy())];
        copy.Held = null; // Its host is gone.
        return copy;
    }
}
