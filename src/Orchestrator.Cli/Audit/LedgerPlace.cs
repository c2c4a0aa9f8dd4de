using Orchestrator.Storage.Ledgers;

namespace Orchestrator.Cli.Audit;

/// <summary>Where ledgers are: in the directory itself, in that of one process, or in those that <c>up</c> keeps.</summary>
internal static class LedgerPlace
{
    /// <exception cref="FormatException">There is no ledger.</exception>
    public static IReadOnlyList<string> Find(string data)
    {
        var candidates = new List<string> { data, Path.Combine(data, "ledger") };
        if (Directory.Exists(data))
            candidates.AddRange(Directory.GetDirectories(data).Order(StringComparer.Ordinal).Select(d => Path.Combine(d, "ledger")));
        var found = candidates.Where(d => File.Exists(Path.Combine(d, LedgerFile.FileName))).ToList();
        return found.Count > 0 ? found : throw new FormatException($"There is no {LedgerFile.FileName} in '{data}', in its folder 'ledger', or in those of its processes.");
    }
}
