using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Orchestrator.Conversations.Journal;
using Orchestrator.Privacy.Telemetry;

namespace Orchestrator.Conversations.Erasure;

/// <summary>
/// Erases in four durable steps: the conversations are closed, the hosts drop them, their keys are destroyed, their rows are deleted.
/// Keys go before rows, so that a crash between leaves nothing that opens. Thread-safe.
/// </summary>
public sealed partial class Erasures : IErasure
{
    private const int MaxIdLength = 128;

    private readonly IErasureJournal _journal;
    private readonly IContentProtector _protector;
    private readonly IEnumerable<IErasureHost> _hosts;
    private readonly TimeProvider _time;
    private readonly ILogger<Erasures> _logger;
    private readonly IErasureReach? _reach;
    private readonly ConcurrentDictionary<(string Tenant, string Id), Lazy<Task<ErasureRecord>>> _running = new();

    /// <summary>Makes it.</summary>
    /// <param name="journal">Where the conversations are.</param>
    /// <param name="protector">Their keys.</param>
    /// <param name="hosts">Who holds them in memory.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of what is erased; never content.</param>
    /// <param name="reach">The nodes that are told of it; null where there are none.</param>
    public Erasures(
        IErasureJournal journal, IContentProtector protector, IEnumerable<IErasureHost> hosts, TimeProvider time, ILogger<Erasures> logger, IErasureReach? reach = null) =>
        (_journal, _protector, _hosts, _time, _logger, _reach) = (journal, protector, hosts, time, logger, reach);

    /// <inheritdoc/>
    public async ValueTask<ErasureReceipt> EraseAsync(ErasureRequest request, CancellationToken cancellationToken)
    {
        Check(request);
        var begun = await _journal.BeginErasureAsync(request, InUse(), _time.GetUtcNow(), cancellationToken);
        if (request.Scope != ErasureScope.Conversation)
            _reach?.Announce(request.Tenant);
        return await ReceiptAsync(begun.CompletedAt is null ? await RunAsync(request).WaitAsync(cancellationToken) : begun, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<ErasureReceipt?> FindAsync(string tenant, string erasureId, CancellationToken cancellationToken) =>
        await _journal.FindErasureAsync(tenant, erasureId, cancellationToken) is { CompletedAt: not null } completed ? await ReceiptAsync(completed, cancellationToken) : null;

    /// <summary>
    /// Completes what an earlier process began, and marks the receipts that a new top key covers. Safe to call while others erase.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The receipts that were not covered before.</returns>
    /// <exception cref="OrchestratorException">The disk fails (<see cref="ErrorReason.StorageUnavailable"/>); call it again later.</exception>
    public async Task<IReadOnlyList<ErasureReceipt>> ResumeAsync(CancellationToken cancellationToken)
    {
        foreach (var request in await _journal.OpenErasuresAsync(cancellationToken))
        {
            LogResumed(request.ErasureId, request.Scope);
            await RunAsync(request).WaitAsync(cancellationToken);
        }

        var covered = new List<ErasureReceipt>();
        foreach (var record in await _journal.CoverErasuresAsync(_protector.TopKeyId, _time.GetUtcNow(), cancellationToken))
            covered.Add(await ReceiptAsync(record, cancellationToken));
        return covered;
    }

    private Task<ErasureRecord> RunAsync(ErasureRequest request)
    {
        var id = (request.Tenant, request.ErasureId);
        return _running.GetOrAdd(id, _ => new(() => Task.Run(() => FinishAsync(request, id)))).Value;
    }

    // It outlives whoever asked: an erasure that is begun is completed.
    private async Task<ErasureRecord> FinishAsync(ErasureRequest request, (string Tenant, string Id) id)
    {
        try
        {
            foreach (var conversation in await _journal.ErasedConversationsAsync(id.Tenant, id.Id, CancellationToken.None))
            {
                foreach (var host in _hosts)
                    await host.DropErasedAsync(new(id.Tenant, conversation));
            }

            var keys = await _journal.KeysOfErasureAsync(id.Tenant, id.Id, CancellationToken.None);
            var destroyed = await _protector.DestroyAsync(keys, CancellationToken.None);
            var record = await _journal.CompleteErasureAsync(request, destroyed, _time, CancellationToken.None);
            LogErased(id.Id, request.Scope, record.Conversations, record.Events, record.Keys);
            return record;
        }
        finally
        {
            _running.TryRemove(id, out _);
        }
    }

    private KeyDestruction InUse() => new(0, _protector.Generation, _protector.Generation, _protector.KeyEncryptionKeyId, _protector.TopKeyId);

    private async ValueTask<ErasureReceipt> ReceiptAsync(ErasureRecord record, CancellationToken cancellationToken)
    {
        var receipt = Receipt(record);
        if (_reach is null || record.Request.Scope == ErasureScope.Conversation)
            return receipt;
        var confirmed = await _journal.ConfirmedErasuresAsync(record.Request.Tenant, record.Request.ErasureId, cancellationToken);
        var toCome = _reach.NodesOf(record.Request.Tenant).Except(confirmed.Select(static c => c.Node), StringComparer.Ordinal).Select(static node => new NodeErasure(node, null, 0, 0));
        return receipt with { Nodes = [.. confirmed.Concat(toCome).OrderBy(static n => n.Node, StringComparer.Ordinal)] };
    }

    private ErasureReceipt Receipt(ErasureRecord record) => new()
    {
        ErasureId = record.Request.ErasureId,
        Scope = record.Request.Scope,
        Tenant = record.Request.Tenant,
        Owner = record.Request.Owner,
        Conversation = record.Request.Conversation,
        Conversations = record.Conversations,
        Events = record.Events,
        KeysDestroyed = record.Keys,
        RequestedAt = record.RequestedAt,
        CompletedAt = record.CompletedAt!.Value,
        LogId = _journal.LogId,
        GenerationBefore = record.GenerationBefore,
        GenerationAfter = record.GenerationAfter!.Value,
        KeyEncryptionKeyId = record.KeyEncryptionKeyId,
        TopKeyId = record.TopKeyId,
        Remains = Remains(record),
        CoveredAt = record.CoveredAt,
    };

    private static string Remains(ErasureRecord record) => record switch
    {
        { Events: 0 } => "Nothing: there was nothing to erase.",
        { Keys: 0 } => "It was stored before there was encryption: copies of the journal's files from before this erasure hold it. Destroy them.",
        { CoveredAt: { } covered } => string.Create(
            CultureInfo.InvariantCulture,
            $"A copy of the key file of generation {record.GenerationBefore} or before opens copies of the journal only with top key {record.TopKeyId}, which was replaced on {covered:u}: destroy every copy of that key."),
        _ => string.Create(
            CultureInfo.InvariantCulture,
            $"A copy of the key file of generation {record.GenerationBefore} or before opens copies of the journal until top key {record.TopKeyId} is rotated and destroyed."),
    };

    private static void Check(ErasureRequest request)
    {
        if (request.ErasureId is not { Length: >= 1 and <= MaxIdLength } id || id.Any(c => c is <= ' ' or > '~'))
            throw Invalid($"The erasure id must be 1 to {MaxIdLength} printable ASCII characters without spaces.", "erasure_id");
        if (string.IsNullOrEmpty(request.Tenant))
            throw Invalid("An erasure names its tenant.", "tenant");
        if (request.Scope is not (ErasureScope.Conversation or ErasureScope.Owner or ErasureScope.Tenant))
            throw Invalid("The scope must be one conversation, an owner or the tenant.", "scope");
        if (string.IsNullOrEmpty(request.Owner) != (request.Scope == ErasureScope.Tenant))
            throw Invalid("An owner is named exactly when a conversation's or an owner's erasure is asked for.", "owner");
        if (request.Conversation is null == (request.Scope == ErasureScope.Conversation))
            throw Invalid("A conversation is named exactly when one is to be erased.", "conversation");
        if (request.MostTurns is not null && request.Conversation is null)
            throw Invalid("Turns are counted of one conversation only.", "most_turns");
    }

    private static OrchestratorException Invalid(string message, string field) => new(ErrorReason.InvalidRequest, message, field);

    [LoggerMessage(EventId = 1101, Level = LogLevel.Information, Message = "Erasure {ErasureId} of scope {Scope} is complete: {Conversations} conversations, {Events} events, {Keys} keys")]
    private partial void LogErased([CallerId] string erasureId, ErasureScope scope, int conversations, long events, int keys);

    [LoggerMessage(EventId = 1102, Level = LogLevel.Warning, Message = "Erasure {ErasureId} of scope {Scope} was begun before and is completed now")]
    private partial void LogResumed([CallerId] string erasureId, ErasureScope scope);
}
