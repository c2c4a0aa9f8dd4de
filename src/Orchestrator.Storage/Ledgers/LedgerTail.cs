using System.Text.Json;
using Orchestrator.Privacy;

namespace Orchestrator.Storage.Ledgers;

/// <summary>Finds where a ledger stands: from its head and the lines after it, or from all of it where the head is missing or older than what it says.</summary>
internal static class LedgerTail
{
    private const int PieceSize = 64 * 1024;

    public static LedgerState Read(FileStream file, string head, string path)
    {
        var (state, length) = Load(head);
        if (length > file.Length)
            (state, length) = (LedgerState.Empty, 0);
        file.Position = length;
        using var line = new MemoryStream();
        var piece = new byte[PieceSize];
        while (file.Read(piece) is > 0 and var read)
        {
            var rest = piece.AsSpan(0, read);
            while (rest.IndexOf((byte)'\n') is >= 0 and var end)
            {
                line.Write(rest[..end]);
                state = state.AfterLine(line.GetBuffer().AsSpan(0, (int)line.Length)) ?? throw new InvalidDataException(
                    $"'{path}' is no ledger: record {state.Tree.Size} has another form. Run 'audit verify' on it, keep the file for the auditor, and move it away.");
                length += line.Length + 1;
                line.SetLength(0);
                rest = rest[(end + 1)..];
            }

            line.Write(rest);
        }

        if (file.Length != length)
            file.SetLength(length);
        file.Position = length;
        return state;
    }

    /// <summary>Not flushed: one that is older, or none, only makes the next start read more.</summary>
    public static void Save(string path, LedgerState state, long length)
    {
        File.WriteAllText($"{path}.new", JsonSerializer.Serialize(new LedgerHead(state.Tree.Size, state.Tree.Root, length, state.Previous, [.. state.Tree.Subtrees]), LedgerHeadJson.Default.LedgerHead));
        File.Move($"{path}.new", path, overwrite: true);
    }

    private static (LedgerState State, long Length) Load(string path)
    {
        try
        {
            if (File.Exists(path) && JsonSerializer.Deserialize(File.ReadAllText(path), LedgerHeadJson.Default.LedgerHead) is { Length: >= 0, Previous: not null, Subtrees: { } subtrees } head
                && !subtrees.Contains(null) && MerkleTree.Of(head.Size, subtrees) is var tree && tree.Root == head.Root)
                return (new(tree, head.Previous), head.Length);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            // Cut off by a crash; the ledger itself says everything.
        }

        return (LedgerState.Empty, 0);
    }
}
