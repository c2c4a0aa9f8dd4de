using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Compliance.Redaction;

namespace Orchestrator.Hosting.Telemetry;

/// <summary>
/// Replaces an id by <c>#</c> and 16 hex digits of its HMAC-SHA-256 under a key that this process made for itself and keeps nowhere:
/// within one run of a process equal ids look equal. Thread-safe.
/// </summary>
internal sealed class KeyedDigestRedactor : Redactor
{
    private const int Bytes = 8;
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);

    public override int GetRedactedLength(ReadOnlySpan<char> input) => input.IsEmpty ? 0 : 1 + (2 * Bytes);

    public override int Redact(ReadOnlySpan<char> source, Span<char> destination)
    {
        if (source.IsEmpty)
            return 0;
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(source.ToArray()), digest);
        destination[0] = '#';
        Convert.TryToHexStringLower(digest[..Bytes], destination[1..], out _);
        return GetRedactedLength(source);
    }
}
