using Orchestrator.Conversations.Erasure;
using Orchestrator.Conversations.Journal;

namespace Orchestrator.Storage.Sqlite;

public sealed partial class SqliteJournal : IErasureJournal
{
    /// <inheritdoc/>
    public ValueTask<ErasureRecord> BeginErasureAsync(ErasureRequest request, KeyDestruction keys, DateTimeOffset at, CancellationToken cancellationToken) =>
        _writer.RunAsync(session => ErasureRows.Begin(session.Connection, request, keys, at), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ErasureRecord?> FindErasureAsync(string tenant, string erasureId, CancellationToken cancellationToken) =>
        _readers.ReadAsync(session => session.Run(connection => ErasureRows.Find(connection, tenant, erasureId)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ErasureRequest>> OpenErasuresAsync(CancellationToken cancellationToken) =>
        _readers.ReadAsync(session => session.Run(ErasureRows.Open), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ConversationId>> ErasedConversationsAsync(string tenant, string erasureId, CancellationToken cancellationToken) =>
        _readers.ReadAsync(session => session.Run(connection => ErasureRows.Conversations(connection, tenant, erasureId)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyCollection<string>> KeysOfErasureAsync(string tenant, string erasureId, CancellationToken cancellationToken) =>
        _readers.ReadAsync(session => session.Run(connection => ErasureRows.Keys(connection, tenant, erasureId)), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<ErasureRecord> CompleteErasureAsync(ErasureRequest request, KeyDestruction destroyed, TimeProvider time, CancellationToken cancellationToken)
    {
        foreach (var conversation in await ErasedConversationsAsync(request.Tenant, request.ErasureId, cancellationToken))
        {
            while (await _writer.RunAsync(session => ErasureRows.DeleteSome(session.Connection, request.Tenant, conversation), cancellationToken) == ErasureRows.MostAtOnce)
            {
            }
        }

        // What was deleted is overwritten in the file (secure_delete); in the log its pages stand as they were until it is folded in.
        await _writer.RunAsync(
            static session =>
            {
                session.Unsettle();
                return true;
            },
            cancellationToken);
        return await _writer.RunAsync(session => ErasureRows.Complete(session.Connection, request, destroyed, time.GetUtcNow()), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ErasureRequest>> UnconfirmedErasuresAsync(string tenant, string node, CancellationToken cancellationToken) =>
        _readers.ReadAsync(session => session.Run(connection => ErasureRows.Unconfirmed(connection, tenant, node)), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ConfirmErasureAsync(string tenant, string erasureId, NodeErasure confirmed, CancellationToken cancellationToken) =>
        await _writer.RunAsync(
            session =>
            {
                ErasureRows.Confirm(session.Connection, tenant, erasureId, confirmed);
                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<NodeErasure>> ConfirmedErasuresAsync(string tenant, string erasureId, CancellationToken cancellationToken) =>
        _readers.ReadAsync(session => session.Run(connection => ErasureRows.Confirmed(connection, tenant, erasureId)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ErasureRecord>> CoverErasuresAsync(string topKeyId, DateTimeOffset at, CancellationToken cancellationToken) =>
        _writer.RunAsync(session => ErasureRows.Cover(session.Connection, topKeyId, at), cancellationToken);
}
