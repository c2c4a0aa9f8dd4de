using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Cli.Keys;
using Orchestrator.Conversations.Events;
using Orchestrator.Conversations.Journal;
using Orchestrator.Privacy;
using Orchestrator.Protocol;
using Orchestrator.Storage.Protection;
using Orchestrator.Storage.Sqlite;

namespace Orchestrator.Cli.Routes.Replay;

/// <summary>Reads the turns of a journal that no process owns. Texts are decrypted only when somebody has to read them.</summary>
/// <param name="place">The data directory, and how its process is configured.</param>
/// <param name="withTexts">Whether the turns are to hold what was said.</param>
internal sealed class JournalTurns(KeyPlace place, bool withTexts)
{
    private readonly EventCodec _codec = new();

    /// <exception cref="Storage.Ownership.DataDirectoryInUseException">A process has the directory.</exception>
    /// <exception cref="KeyRingException">The top key does not fit.</exception>
    public async IAsyncEnumerable<JournalTurn> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var journal = await SqliteJournal.OpenAsync(
            new() { DataDirectory = place.Keys.DataDirectory }, TimeProvider.System, NullLogger<SqliteJournal>.Instance, cancellationToken);
        await using var ring = await KeyRing.OpenAsync(place.Keys, journal, TimeProvider.System, NullLogger<KeyRing>.Instance, cancellationToken);
        await foreach (var key in journal.ConversationsAsync(cancellationToken))
        {
            foreach (var turn in Turns(key, await journal.ReadAsync(key, 1, cancellationToken), ring))
                yield return turn;
        }
    }

    private List<JournalTurn> Turns(ConversationKey key, IReadOnlyList<JournalRow> rows, IContentProtector protector)
    {
        var said = new List<(Message Message, MessageOrigin Origin)>();
        var accepted = new Dictionary<string, TurnAccepted>();
        var turns = new Dictionary<string, JournalTurn>();
        foreach (var row in rows)
        {
            if (row.Kind is not ("routed" or "completed") && !(withTexts && row.Kind == "accepted"))
                continue;
            switch (Read(key, row, protector))
            {
                case TurnAccepted turn:
                    if (accepted.Count == 0)
                        said.AddRange(turn.ImportedHistory.Select(m => (m, MessageOrigin.Person)));
                    accepted[turn.TurnId] = turn;
                    break;
                case TurnRouted routed:
                    var asked = accepted.GetValueOrDefault(routed.TurnId);
                    turns[routed.TurnId] = new(key, routed) { Accepted = asked, Said = asked is null ? [] : [.. said, .. asked.Input.Select(m => (m, MessageOrigin.Person))] };
                    break;
                case TurnCompleted completed when turns.TryGetValue(completed.TurnId, out var turn):
                    turns[completed.TurnId] = turn with { Completed = completed };
                    if (turn.Accepted is { } question)
                        said.AddRange([.. question.Input.Select(m => (m, MessageOrigin.Person)), (completed.Output, new(completed.SawLabel, completed.Restored))]);
                    break;
            }
        }

        return [.. turns.Values];
    }

    private ConversationEvent Read(ConversationKey key, JournalRow row, IContentProtector protector) =>
        _codec.Decode(protector.Unprotect(new(key, row.KeyId, row.LogId, row.Sequence, row.Kind), row.Content).Span);
}
