using System.Text;

namespace Orchestrator.Integration.Tests.Running;

/// <summary>Looks for any six digits of a number in sequence, in clear, in any bytes.</summary>
internal static class DigitScan
{
    private const int Window = 6;

    public static string? Find(byte[] bytes, string number)
    {
        var digits = new string([.. number.Where(char.IsAsciiDigit)]);
        for (var i = 0; i + Window <= digits.Length; i++)
        {
            var window = digits.Substring(i, Window);
            foreach (var encoding in new[] { Encoding.ASCII, Encoding.Unicode })
            {
                if (bytes.AsSpan().IndexOf(encoding.GetBytes(window)) >= 0)
                    return window;
            }
        }

        // The digits may stand in their groups, as people write them.
        return bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(number[..9])) >= 0 ? number[..9] : null;
    }

    public static string? Find(string text, string number) => Find(Encoding.UTF8.GetBytes(text), number);

    public static string? FindInFiles(string directory, string number) =>
        Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "owner.lock")
            .Select(f => Find(ReadShared(f), number) is { } window ? $"{f}: {window}" : null)
            .FirstOrDefault(found => found is not null);

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }
}
