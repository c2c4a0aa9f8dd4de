namespace Orchestrator.Privacy.Tests;

/// <summary>Texts whose values stand between guillemets.</summary>
internal static class Marked
{
    public static IReadOnlyList<string> Values(string marked) =>
        [.. marked.Split('«').Skip(1).Select(static part => part[..part.IndexOf('»', StringComparison.Ordinal)])];
}
