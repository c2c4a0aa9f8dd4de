using System.Globalization;
using System.Security.Cryptography;

namespace Orchestrator.Storage.Protection;

/// <summary>How keys are named.</summary>
internal static class KeyIds
{
    /// <summary>A key's name: the first 8 bytes of a digest that is made for nothing else, in hex.</summary>
    public static string Of(ReadOnlySpan<byte> domain, ReadOnlySpan<byte> key)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(domain);
        hash.AppendData([0]);
        hash.AppendData(key);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, TopKey.IdSize));
    }

    /// <summary>A data key's id as rows name it.</summary>
    public static string Text(UInt128 id) => id.ToString("x32", CultureInfo.InvariantCulture);

    public static bool TryParse(string text, out UInt128 id)
    {
        id = default;
        return text.Length == 32 && UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out id);
    }
}
