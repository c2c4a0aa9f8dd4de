using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Cli.Up;

/// <summary>The development API key of a data directory.</summary>
/// <param name="Secret">What callers show.</param>
internal sealed record ApiKey(string Secret)
{
    public const string Id = "development";

    /// <summary>What processes are told instead of the key, in lower-case hex.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Secret)));

    public static ApiKey LoadOrCreate(string path)
    {
        if (Read(path) is { } known)
            return known;
        var key = new ApiKey("ork-dev-" + RandomNumberGenerator.GetHexString(40, lowercase: true));
        PrivateFiles.Write(path, key.Secret + "\n");
        return key;
    }

    /// <summary>The key in the file; null when there is none.</summary>
    public static ApiKey? Read(string path) =>
        File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } secret ? new(secret) : null;
}
