using Orchestrator.Conversations.Journal;

namespace Orchestrator.Conformance.Journals;

/// <summary>What a journal is, in the plainest words: the reference that others are compared with.</summary>
public sealed class JournalModel
{
    private readonly Dictionary<ConversationKey, (JournalHeader Header, List<JournalRow> Rows)> _conversations = [];
    private readonly Dictionary<(string Tenant, string StartKey), ConversationId> _startKeys = [];

    public IEnumerable<ConversationKey> Keys => _conversations.Keys;

    public JournalHeader? Header(ConversationKey key) => _conversations.TryGetValue(key, out var c) ? c.Header : null;

    public IReadOnlyList<JournalRow> Rows(ConversationKey key) => _conversations.TryGetValue(key, out var c) ? c.Rows : [];

    public ConversationId? ByStartKey(string tenant, byte[] startKey) =>
        _startKeys.TryGetValue((tenant, Convert.ToHexString(startKey)), out var id) ? id : null;

    public IEnumerable<JournalHeader> List(string tenant, string owner) =>
        _conversations.Values.Select(c => c.Header)
            .Where(h => h.Key.Tenant == tenant && h.Owner == owner)
            .OrderByDescending(h => h.UpdatedAt).ThenByDescending(h => h.Key.Id.Value);

    public IReadOnlyCollection<ConversationId> ByHistory(string tenant, string owner, byte[] digest) =>
        [.. List(tenant, owner).Where(h => h.HistoryDigest.Span.SequenceEqual(digest)).Select(h => h.Key.Id)];

    /// <summary>Appends, and tells the exception that a journal must throw instead; null when it must not.</summary>
    public Type? Append(JournalAppend append)
    {
        var key = append.Header.Key;
        var stored = Header(key);
        if ((stored?.Fence ?? 0, stored?.LastSequence ?? 0) != (append.ExpectedFence, append.ExpectedSequence))
            return typeof(StaleFenceException);
        if (append.StartKey is { } startKey && ByStartKey(key.Tenant, startKey.ToArray()) is { } holder && holder != key.Id)
            return typeof(StartKeyTakenException);

        if (append.StartKey is { } mine)
            _startKeys[(key.Tenant, Convert.ToHexString(mine.Span))] = key.Id;
        _conversations[key] = (append.Header, [.. Rows(key), .. append.Events]);
        return null;
    }
}
