using Orchestrator.Storage.Ownership;

namespace Orchestrator.Storage.Protection;

/// <summary>Examines a file of wrapped keys from outside, whether a process owns it or not. It needs no top key, reads only, and takes no ownership.</summary>
public static class KeyFileInspection
{
    /// <summary>Examines the key file of a data directory.</summary>
    /// <param name="options">Where the keys are.</param>
    /// <param name="cancellationToken">Ends the look at the development key.</param>
    public static async Task<KeyFileReport> ExamineAsync(KeyRingOptions options, CancellationToken cancellationToken = default)
    {
        var holder = new[] { options.DataDirectory, options.KeyDirectory }.FirstOrDefault(static d => Directory.Exists(d) && DirectoryOwnership.IsHeld(d));
        var report = new KeyFileReport(options.KeyFile)
        {
            Owned = holder is not null,
            Owner = DirectoryOwnership.ReadOwner(holder ?? options.DataDirectory),
        };
        try
        {
            return await ReadAsync(report, options, cancellationToken);
        }
        catch (Exception e) when (e is KeyRingException or IOException or UnauthorizedAccessException)
        {
            return report with { Exists = File.Exists(options.KeyFile), Problem = e.Message };
        }
    }

    /// <summary>Names the top key that a configuration gives, as the process would fetch it at its start; null when it gives none.</summary>
    /// <param name="options">Where the key is.</param>
    /// <param name="key">The configuration's key, for messages.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>16 hex digits that tell nothing about the key.</returns>
    /// <exception cref="KeyRingException">The key cannot be had.</exception>
    public static async Task<string?> TopKeyIdAsync(TopKeyOptions options, string key, CancellationToken cancellationToken = default)
    {
        using var top = await TopKeySource.LoadAsync(options, key, cancellationToken);
        return top?.Id;
    }

    private static async Task<KeyFileReport> ReadAsync(KeyFileReport report, KeyRingOptions options, CancellationToken cancellationToken)
    {
        if (!File.Exists(options.KeyFile))
            return report with { Problem = $"There is no '{options.KeyFile}'. The first start makes it; if the journal holds conversations, restore it from a backup." };
        byte[] bytes;
        using (var file = new FileStream(options.KeyFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0))
        {
            bytes = new byte[file.Length];
            await file.ReadExactlyAsync(bytes, cancellationToken);
            if (!OperatingSystem.IsWindows())
                report = report with { Rights = File.GetUnixFileMode(file.SafeFileHandle) };
        }

        report = report with { Exists = true, SizeBytes = bytes.Length };
        var header = KeyFileHeader.Read(bytes, options.KeyFile);
        using var development = await DevelopmentKey.FindAsync(options.DataDirectory, cancellationToken);
        return report with
        {
            Generation = (long)header.Generation,
            TopKeyId = header.TopKeyId,
            KeyEncryptionKeyId = header.KekId,
            Keys = Count(bytes.AsSpan(KeyFileHeader.Size)),
            DevelopmentKeyFile = development?.Id == header.TopKeyId ? Protection.DevelopmentKey.PathIn(options.DataDirectory) : null,
        };
    }

    private static int Count(ReadOnlySpan<byte> cells)
    {
        var keys = 0;
        for (; cells.Length >= KeyCell.Size; cells = cells[KeyCell.Size..])
        {
            if (KeyCell.KindOf(cells) == KeyCell.Key)
                keys++;
        }

        return keys;
    }
}
