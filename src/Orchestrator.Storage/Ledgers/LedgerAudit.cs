using System.Text.Json;
using Orchestrator.Privacy;

namespace Orchestrator.Storage.Ledgers;

/// <summary>Verifies the ledger of a directory, from its files alone.</summary>
public static class LedgerAudit
{
    /// <summary>Verifies a ledger.</summary>
    /// <param name="directory">The ledger's directory.</param>
    /// <param name="check">Checks signatures.</param>
    /// <param name="expectedKey">The node's public key in hex, as the auditor knows it; null to take the ledger's word.</param>
    /// <param name="heads">Sizes and roots that were kept from earlier.</param>
    /// <returns>The verifier, which holds what was found.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static LedgerVerifier Verify(
        string directory, LedgerVerifier.SignatureCheck check, string? expectedKey = null, IEnumerable<(long Size, string Root)>? heads = null)
    {
        var known = new List<(long, string)>(heads ?? []);
        if (ReadHead(Path.Combine(directory, LedgerFile.HeadName)) is { } head)
            known.Add((head.Size, head.Root));
        var policies = new Dictionary<string, PrivacyPolicy?>(StringComparer.Ordinal);
        var verifier = new LedgerVerifier(check, Policy, expectedKey, known);
        using var file = new FileStream(Path.Combine(directory, LedgerFile.FileName), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var line = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (file.Read(buffer) is > 0 and var read)
        {
            var rest = buffer.AsSpan(0, read);
            while (rest.IndexOf((byte)'\n') is >= 0 and var end)
            {
                line.Write(rest[..end]);
                verifier.Add(line.GetBuffer().AsSpan(0, (int)line.Length));
                line.SetLength(0);
                rest = rest[(end + 1)..];
            }

            line.Write(rest);
        }

        verifier.End(complete: line.Length == 0);
        return verifier;

        PrivacyPolicy? Policy(string digest)
        {
            if (!policies.TryGetValue(digest, out var policy))
                policies[digest] = policy = LoadPolicy(Path.Combine(directory, LedgerFile.PoliciesName), digest);
            return policy;
        }
    }

    /// <summary>Reads a kept head.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The head; null when the file is missing or no head.</returns>
    public static LedgerHead? ReadHead(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllText(path), LedgerHeadJson.Default.LedgerHead) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static PrivacyPolicy? LoadPolicy(string folder, string digest)
    {
        var path = Path.Combine(folder, $"{digest}.yaml");
        if (!digest.All(char.IsAsciiHexDigitLower) || !File.Exists(path))
            return null;
        try
        {
            var policy = PrivacyPolicy.Load(path);
            return policy.Digest == digest ? policy : null;
        }
        catch (PolicyException)
        {
            return null;
        }
    }
}
