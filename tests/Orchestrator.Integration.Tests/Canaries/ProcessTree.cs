using System.Globalization;

namespace Orchestrator.Integration.Tests.Canaries;

/// <summary>A process and what it started. Linux.</summary>
internal static class ProcessTree
{
    public static List<int> Of(int root)
    {
        var children = Directory.EnumerateDirectories("/proc").Select(d => (Id: Number(Path.GetFileName(d)), Path: d)).Where(p => p.Id > 0)
            .Select(p => (p.Id, Parent: Parent(p.Path))).ToLookup(p => p.Parent, p => p.Id);
        var all = new List<int> { root };
        for (var i = 0; i < all.Count; i++)
            all.AddRange(children[all[i]]);
        return all;
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static int Parent(string path)
    {
        try
        {
            // The name stands in brackets and may hold anything; behind it come the state and the parent.
            var line = File.ReadAllText(Path.Combine(path, "stat"));
            return Number(line[(line.LastIndexOf(')') + 2)..].Split(' ')[1]);
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return 0;
        }
    }
}
