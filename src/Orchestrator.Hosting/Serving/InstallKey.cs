using System.Security.Cryptography;
using System.Text;
using Orchestrator.Storage.Sqlite;

namespace Orchestrator.Hosting.Serving;

/// <summary>The secret of one data directory; keys for one purpose each are derived from it (HKDF-SHA256, RFC 5869).</summary>
internal sealed class InstallKey
{
    private const int Size = 32;

    private readonly byte[] _secret;

    private InstallKey(byte[] secret) => _secret = secret;

    /// <summary>Reads the key's file, or makes it, readable by its owner alone.</summary>
    /// <param name="owner">The open journal: while it is, this process alone owns the directory.</param>
    /// <param name="directory">The journal's directory.</param>
    /// <exception cref="InvalidDataException">The file is not a key.</exception>
    public static InstallKey LoadOrCreate(SqliteJournal owner, string directory)
    {
        ArgumentNullException.ThrowIfNull(owner);
        var path = Path.Combine(directory, "install.key");
        if (!File.Exists(path))
        {
            var draft = path + ".new";
            File.Delete(draft);
            using (var file = new FileStream(draft, Private()))
            {
                file.Write(RandomNumberGenerator.GetBytes(Size));
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path);
        }

        var secret = File.ReadAllBytes(path);
        return secret.Length == Size
            ? new(secret)
            : throw new InvalidDataException($"'{path}' has {secret.Length} bytes and a key has {Size}. Restore it from a backup: without it, callers' histories and turn ids are not recognised.");
    }

    private static FileStreamOptions Private()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    public byte[] Derive(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, Size, info: Encoding.ASCII.GetBytes(purpose));
}
