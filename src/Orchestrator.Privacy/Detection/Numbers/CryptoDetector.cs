using System.Numerics;
using System.Security.Cryptography;

namespace Orchestrator.Privacy;

/// <summary>
/// Wallets: Bitcoin's base58 with its double SHA-256 check, its bech32 and bech32m (BIP 173, BIP 350), and Ethereum's forty hex
/// digits, whose mixed case is a check that few tools write.
/// </summary>
internal sealed class CryptoDetector : IDetector
{
    private const string Base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const string Bech32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static ReadOnlySpan<uint> Generator => [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

    public string Type => FindingTypes.Crypto;

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        var span = text.Text.AsSpan();
        foreach (var group in text.Groups)
        {
            // Every one of them begins with a digit, or has one just behind its first letters: 1…, 3…, bc1…, 0x….
            var start = group.Start;
            if (start >= 2 && span[start] == '1' && span[(start - 2)..start].Equals("bc", StringComparison.OrdinalIgnoreCase))
                start -= 2;
            else if (span[start] is not ('0' or '1' or '3'))
                continue;
            if (start > 0 && char.IsLetterOrDigit(span[start - 1]))
                continue;
            var end = start;
            while (end < span.Length && end - start <= 90 && char.IsAsciiLetterOrDigit(span[end]))
                end++;
            var value = span[start..end];
            if (span[start] is 'b' or 'B' ? IsBech32(value) : span[start] == '0' ? IsEthereum(value) : IsBase58(value))
                findings.Add(new(Type, start, end, 1));
        }
    }

    private static bool IsEthereum(ReadOnlySpan<char> value)
    {
        if (value.Length != 42 || value[1] is not ('x' or 'X'))
            return false;
        foreach (var c in value[2..])
        {
            if (!char.IsAsciiHexDigit(c))
                return false;
        }

        return value[2..].ContainsAnyExcept(value[2]);
    }

    private static bool IsBase58(ReadOnlySpan<char> value)
    {
        if (value.Length is < 26 or > 35)
            return false;
        BigInteger number = 0;
        foreach (var c in value)
        {
            var digit = Base58.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0)
                return false;
            number = (number * 58) + digit;
        }

        Span<byte> bytes = stackalloc byte[25];
        bytes.Clear();
        var length = number.GetByteCount(isUnsigned: true);
        if (length > 25 || !number.TryWriteBytes(bytes[(25 - length)..], out _, isUnsigned: true, isBigEndian: true))
            return false;
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(bytes[..21], hash);
        SHA256.HashData(hash, hash);
        return hash[..4].SequenceEqual(bytes[21..]);
    }

    private static bool IsBech32(ReadOnlySpan<char> value)
    {
        if (value.Length is < 14 or > 90)
            return false;
        uint check = 1;
        foreach (var c in (ReadOnlySpan<byte>)[3, 3, 0, 2, 3])
            check = Step(check, c);
        foreach (var c in value[3..])
        {
            var digit = Bech32.IndexOf(char.ToLowerInvariant(c), StringComparison.Ordinal);
            if (digit < 0)
                return false;
            check = Step(check, (byte)digit);
        }

        return check is 1 or 0x2bc830a3;

        static uint Step(uint check, byte value)
        {
            var top = check >> 25;
            check = ((check & 0x1ffffff) << 5) ^ value;
            for (var i = 0; i < 5; i++)
                check ^= ((top >> i) & 1) != 0 ? Generator[i] : 0;
            return check;
        }
    }
}
