using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Conversations.Journal;
using Orchestrator.Storage.Sqlite;

namespace Orchestrator.Cli.Tests.Doctor.BrokenSetups;

/// <summary>Data directories with real journals in them.</summary>
internal static class DataDirectories
{
    public static Task<SqliteJournal> OpenAsync(string directory) =>
        SqliteJournal.OpenAsync(new() { DataDirectory = directory }, TimeProvider.System, NullLogger<SqliteJournal>.Instance);

    /// <summary>A journal with some conversations, closed.</summary>
    public static async Task FillAsync(string directory)
    {
        await using var journal = await OpenAsync(directory);
        for (var i = 0; i < 60; i++)
            await AppendAsync(journal, [.. Enumerable.Repeat("completed", 10)]);
    }

    /// <summary>One conversation with one turn of these events.</summary>
    public static Task AppendAsync(IJournal journal, params string[] kinds) => AppendAsync(journal, "plain", kinds);

    /// <summary>One conversation whose content only a key opens.</summary>
    public static Task AppendProtectedAsync(IJournal journal) => AppendAsync(journal, new string('a', 32), ["completed"]);

    private static async Task AppendAsync(IJournal journal, string keyId, string[] kinds)
    {
        var now = TimeProvider.System.GetUtcNow();
        await journal.AppendAsync(
            new()
            {
                ExpectedFence = 0,
                ExpectedSequence = 0,
                Header = new()
                {
                    Key = new("default", ConversationId.New()),
                    Owner = "developer",
                    Site = "home",
                    Fence = 1,
                    LastSequence = kinds.Length,
                    Turns = 1,
                    CreatedAt = now,
                    UpdatedAt = now,
                },
                Events =
                [
                    .. kinds.Select((kind, i) => new JournalRow
                    {
                        Origin = "device-1",
                        LogId = journal.LogId,
                        Sequence = i + 1,
                        Kind = kind,
                        Version = 1,
                        TurnId = "turn-1",
                        At = now,
                        KeyId = keyId,
                        Content = new byte[64],
                    }),
                ],
            },
            CancellationToken.None);
    }

    /// <summary>Writes nonsense over a page, as a failing disk may.</summary>
    public static void Damage(string directory, int page)
    {
        using var file = new FileStream(Path.Combine(directory, "journal.db"), FileMode.Open, FileAccess.Write);
        file.Position = (page * 4096) + 1;
        file.Write(Enumerable.Repeat((byte)0xEE, 200).ToArray());
    }
}
