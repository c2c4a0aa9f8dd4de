using System.Text;

namespace Orchestrator.Integration.Tests.Erasing;

/// <summary>Looks for a word in clear, in any bytes.</summary>
internal static class TextScan
{
    public static bool Contains(ReadOnlySpan<byte> bytes, string word) =>
        bytes.IndexOf(Encoding.UTF8.GetBytes(word)) >= 0 || bytes.IndexOf(Encoding.Unicode.GetBytes(word)) >= 0;

    /// <summary>The files below a directory that hold the word.</summary>
    public static IReadOnlyList<string> Files(string directory, string word) =>
        [.. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "owner.lock" && Contains(Read(f), word))];

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }
}
