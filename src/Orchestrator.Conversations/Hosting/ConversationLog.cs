using System.Collections.Immutable;
using Orchestrator.Conversations.Events;
using Orchestrator.Conversations.Journal;
using Orchestrator.Conversations.State;

namespace Orchestrator.Conversations.Hosting;

/// <summary>
/// One conversation's part of the journal: reads it into a state, and appends to it under this writer's fence.
/// Not thread-safe: whoever holds the conversation's turn appends.
/// </summary>
internal sealed class ConversationLog
{
    private readonly TurnEngine _engine;
    private JournalHeader? _header;
    private long _expectedFence;
    private string? _keyId;
    private bool _claimed;

    private ConversationLog(TurnEngine engine, ConversationKey key, JournalHeader? header, string? keyId) =>
        (_engine, Key, _header, _expectedFence, _keyId) = (engine, key, header, header?.Fence ?? 0, keyId);

    public ConversationKey Key { get; }

    /// <summary>Null until the first turn is accepted.</summary>
    public JournalHeader? Header => Volatile.Read(ref _header);

    public static async Task<(ConversationLog Log, ConversationState State)> LoadAsync(TurnEngine engine, ConversationKey key, CancellationToken cancellationToken)
    {
        var header = await engine.Journal.ReadHeaderAsync(key, cancellationToken);
        if (header is not { Erased: false })
            return (new(engine, key, header, null), ConversationState.Empty);
        var rows = await engine.Journal.ReadAsync(key, 1, cancellationToken);
        try
        {
            var (state, keyId) = Fold(engine, key, rows);
            return (new(engine, key, header, keyId), state);
        }
        catch (InvalidDataException)
        {
            // An erasure that began since the header was read may have destroyed the key, or deleted some of the rows.
            header = await engine.Journal.ReadHeaderAsync(key, cancellationToken);
            if (header is not { Erased: true })
                throw;
            return (new(engine, key, header, null), ConversationState.Empty);
        }
    }

    /// <summary>The log of a conversation of which nothing is kept. Should something be kept after all, the first append is refused.</summary>
    public static ConversationLog New(TurnEngine engine, ConversationKey key) => new(engine, key, null, null);

    /// <summary>Appends events in one commit; when it completes they are on the disk.</summary>
    /// <param name="header">What the header becomes, but for fence and sequence.</param>
    /// <param name="events">The events.</param>
    /// <param name="at">When.</param>
    /// <param name="level">Level of the label of their content.</param>
    /// <param name="startKey">Keyed digest of caller and turn id, for a turn that named no conversation.</param>
    /// <param name="usage">What attempts took that begin or end with the events.</param>
    public async Task AppendAsync(
        JournalHeader header, ImmutableArray<ConversationEvent> events, DateTimeOffset at, SensitivityLevel level, ReadOnlyMemory<byte>? startKey,
        ImmutableArray<UsageEntry> usage)
    {
        var keyId = await KeyAsync();
        var last = _header?.LastSequence ?? 0;
        var fence = _claimed ? _expectedFence : _expectedFence + 1;
        var next = header with { Fence = fence, LastSequence = last + events.Length, UpdatedAt = at };
        await _engine.Journal.AppendAsync(
            new()
            {
                Header = next,
                ExpectedFence = _expectedFence,
                ExpectedSequence = last,
                Events = Rows(events, keyId, last + 1, at, level),
                StartKey = startKey,
                Usage = usage,
            },
            CancellationToken.None);
        _claimed = true;
        _expectedFence = fence;
        Volatile.Write(ref _header, next);
    }

    /// <summary>The conversation's secret for a purpose: it depends on its key alone, so whoever opens the conversation has it again.</summary>
    public async ValueTask<byte[]> SecretAsync(string purpose) => _engine.Protector.Derive(Key, await KeyAsync(), purpose);

    private static (ConversationState State, string? KeyId) Fold(TurnEngine engine, ConversationKey key, IReadOnlyList<JournalRow> rows)
    {
        var state = ConversationState.Empty;
        string? keyId = null;
        foreach (var row in rows)
        {
            var content = engine.Protector.Unprotect(new(key, row.KeyId, row.LogId, row.Sequence, row.Kind), row.Content);
            state = state.Apply(engine.Codec.Decode(content.Span), row.At);

            // What was written before there was encryption stays as it is; what follows it is protected.
            keyId = row.KeyId == IContentProtector.PlainKeyId ? keyId : row.KeyId;
        }

        return (state, keyId);
    }

    private async ValueTask<string> KeyAsync() => _keyId ??= await _engine.Protector.NewKeyAsync(CancellationToken.None);

    private ImmutableArray<JournalRow> Rows(ImmutableArray<ConversationEvent> events, string keyId, long first, DateTimeOffset at, SensitivityLevel level)
    {
        var places = new ContentPlace[events.Length];
        var contents = new byte[events.Length][];
        for (var i = 0; i < events.Length; i++)
        {
            places[i] = new(Key, keyId, _engine.Journal.LogId, first + i, _engine.Codec.KindOf(events[i]));
            contents[i] = _engine.Codec.Encode(events[i]);
        }

        var protectedContents = _engine.Protector.Protect(places, contents);
        var rows = ImmutableArray.CreateBuilder<JournalRow>(events.Length);
        for (var i = 0; i < events.Length; i++)
            rows.Add(Row(events[i], places[i], at, level, protectedContents[i]));
        return rows.MoveToImmutable();
    }

    private JournalRow Row(ConversationEvent e, in ContentPlace place, DateTimeOffset at, SensitivityLevel level, ReadOnlyMemory<byte> content) => new()
    {
        Origin = _engine.Origin,
        LogId = place.LogId,
        Sequence = place.Sequence,
        Kind = place.Kind,
        Version = _engine.Codec.Version,
        TurnId = e.TurnId,
        Attempt = e switch
        {
            AttemptStarted started => started.Attempt,
            AttemptEnded ended => ended.Attempt,
            TurnCompleted completed => completed.Attempt,
            _ => 0,
        },
        Parents = place.Sequence == 1 ? [] : [new(place.LogId, place.Sequence - 1)],
        Level = level,
        At = at,
        KeyId = place.KeyId,
        Content = content,
    };
}
