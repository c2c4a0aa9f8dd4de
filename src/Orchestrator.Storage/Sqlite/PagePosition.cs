using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Storage.Sqlite;

/// <summary>
/// Where a page of an owner's list ended. The token holds a digest of log, tenant and owner, so that one of another list, or a
/// mistyped one, is refused instead of giving a wrong page.
/// </summary>
/// <param name="Updated">The last item's time of change, as its column holds it.</param>
/// <param name="Conversation">The last item's id.</param>
internal readonly record struct PagePosition(long Updated, byte[] Conversation)
{
    private const int IdLength = 16;
    private const int CheckLength = 8;
    private const int Length = sizeof(long) + IdLength + CheckLength;

    /// <summary>Before the first item: later than any time, and a longer id than any.</summary>
    public static PagePosition Start { get; } = new(long.MaxValue, [.. Enumerable.Repeat((byte)0xff, IdLength + 1)]);

    public string ToToken(string logId, string tenant, string owner)
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Updated);
        Conversation.CopyTo(bytes[sizeof(long)..]);
        Check(bytes[..^CheckLength], logId, tenant, owner).CopyTo(bytes[^CheckLength..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <exception cref="OrchestratorException">The token was not given out for this list.</exception>
    public static PagePosition Parse(string? token, string logId, string tenant, string owner)
    {
        if (string.IsNullOrEmpty(token))
            return Start;
        Span<byte> bytes = stackalloc byte[Length];
        if (token.Length > 2 * Length || !Base64Url.IsValid(token, out var decoded) || decoded != Length || Base64Url.DecodeFromChars(token, bytes) != Length
            || !Check(bytes[..^CheckLength], logId, tenant, owner).SequenceEqual(bytes[^CheckLength..]))
            throw new OrchestratorException(ErrorReason.InvalidRequest, "The page token is not one of this list. Send the next_page_token of the page before unchanged, or none for the first page.", "page_token");
        return new(BinaryPrimitives.ReadInt64BigEndian(bytes), bytes.Slice(sizeof(long), IdLength).ToArray());
    }

    private static ReadOnlySpan<byte> Check(ReadOnlySpan<byte> position, string logId, string tenant, string owner)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(position);
        foreach (var part in (ReadOnlySpan<string>)[logId, tenant, owner])
        {
            var utf8 = Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes(utf8.Length));
            hash.AppendData(utf8);
        }
        return hash.GetHashAndReset().AsSpan(0, CheckLength);
    }
}
