using System.Globalization;
using System.Text;

namespace Orchestrator.Privacy;

/// <summary>
/// Whose policies are taken: those that carry a signature by one key, and none older than one that was in force before, also over
/// restarts. The signature lies beside the file as <c>&lt;file&gt;.sig</c>: 64 bytes of Ed25519 over the file's bytes. Thread-safe.
/// </summary>
public sealed class PolicyTrust
{
    /// <summary>What a signature's file is called behind the policy's name.</summary>
    public const string SignatureEnding = ".sig";

    private readonly byte[] _key;
    private readonly LedgerVerifier.SignatureCheck _check;
    private readonly string? _floor;
    private readonly Lock _lock = new();

    /// <summary>Trusts one key.</summary>
    /// <param name="key">The public key, 32 bytes.</param>
    /// <param name="check">Checks an Ed25519 signature.</param>
    /// <param name="floorFile">Where the highest revision of each policy's name that was in force is kept; null to forget it at the end of the process.</param>
    /// <exception cref="PolicyException">The key has another length.</exception>
    public PolicyTrust(ReadOnlySpan<byte> key, LedgerVerifier.SignatureCheck check, string? floorFile)
    {
        ArgumentNullException.ThrowIfNull(check);
        if (key.Length != 32)
            throw new PolicyException("Orchestrator:PolicyKey", 1, "", $"An Ed25519 public key has 32 bytes, not {key.Length}.");
        (_key, _check, _floor) = (key.ToArray(), check, floorFile);
    }

    /// <summary>The signature of a policy file; empty when there is none.</summary>
    internal static byte[] SignatureOf(string path) => File.Exists(path + SignatureEnding) ? File.ReadAllBytes(path + SignatureEnding) : [];

    /// <exception cref="PolicyException">The signature is none of the trusted key over these bytes.</exception>
    internal void Check(string path, ReadOnlySpan<byte> policy, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != 64 || !_check(_key, policy, signature))
            throw new PolicyException(path, 1, "", $"The signature in {path}{SignatureEnding} is missing or does not fit the file and Orchestrator:PolicyKey; the file is not used.");
    }

    /// <exception cref="PolicyException">A newer edition was in force here before.</exception>
    internal void Raise(string path, PrivacyPolicy policy)
    {
        if (_floor is null)
            return;
        lock (_lock)
        {
            var floors = Read(path);
            var before = floors.GetValueOrDefault(policy.Name, -1);
            if (policy.Revision < before)
                throw new PolicyException(path, 1, "revision", $"is {policy.Revision}; revision {before} of '{policy.Name}' was in force here before, and an older one is not taken.");
            if (policy.Revision == before)
                return;
            floors[policy.Name] = policy.Revision;
            var next = _floor + ".next";
            using (var file = new FileStream(next, FileMode.Create, FileAccess.Write))
            {
                file.Write(Encoding.UTF8.GetBytes(string.Concat(floors.Select(static floor => string.Create(CultureInfo.InvariantCulture, $"{floor.Key} {floor.Value}\n")))));
                file.Flush(flushToDisk: true);
            }

            File.Move(next, _floor, overwrite: true);
        }
    }

    private SortedDictionary<string, int> Read(string path)
    {
        var floors = new SortedDictionary<string, int>(StringComparer.Ordinal);
        if (!File.Exists(_floor))
            return floors;
        foreach (var line in File.ReadLines(_floor))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space < 1 || !int.TryParse(line.AsSpan(space + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var revision))
                throw new PolicyException(path, 1, "revision", $"cannot be compared: {_floor} is damaged. Put it back, or remove it where nobody could have put an older policy in place.");
            floors[line[..space]] = revision;
        }

        return floors;
    }
}
