using System.Security.Cryptography;

namespace Orchestrator.Storage.Protection;

/// <summary>The install secret as programs before the key file kept it, in a file of its own. It moves into the key file.</summary>
internal static class InstallSecretFile
{
    public static byte[]? Find(string dataDirectory)
    {
        var path = PathIn(dataDirectory);
        if (!File.Exists(path))
            return null;
        var secret = File.ReadAllBytes(path);
        return secret.Length == Wrapping.SecretSize
            ? secret
            : throw new KeyRingException($"'{path}' has {secret.Length} bytes and an install secret has {Wrapping.SecretSize}. Restore it from a backup: without it, callers' histories and turn ids are not recognised.");
    }

    /// <summary>Deletes the file once the key file holds the same secret.</summary>
    public static void Forget(string dataDirectory, ReadOnlySpan<byte> secret)
    {
        var path = PathIn(dataDirectory);
        if (!File.Exists(path) || !CryptographicOperations.FixedTimeEquals(File.ReadAllBytes(path), secret))
            return;
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            file.Write(new byte[secret.Length]);
            file.Flush(flushToDisk: true);
        }

        File.Delete(path);
    }

    private static string PathIn(string dataDirectory) => Path.Combine(Path.GetFullPath(dataDirectory), "install.key");
}
