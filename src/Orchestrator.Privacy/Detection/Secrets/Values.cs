using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Privacy;

/// <summary>What stands where a secret could stand.</summary>
internal static class Values
{
    private static readonly SearchValues<string> Examples = SearchValues.Create(
        ["xxxx", "####", "****", "....", "example", "placeholder", "changeme", "your_", "your-", "yourpassword", "redacted", "00000000", "abcdefghijklmnop", "tokenhere", "token_here", "keyhere", "key_here", "stringhere", "secrethere"],
        StringComparison.OrdinalIgnoreCase);

    private static readonly string[] Words =
        ["null", "none", "true", "false", "undefined", "string", "required", "optional", "password", "secret", "token", "empty", "nil", "hidden",
         // Words of the protocols and schemas that texts are sent in.
         "assistant", "system", "messages", "content", "function", "arguments", "properties", "object", "number", "integer", "boolean", "array",
         "description", "default", "format", "stream", "temperature", "username", "parameters", "choices"];

    /// <summary>
    /// Keys that are printed in the samples of the Firebase SDKs (Apache-2.0) and open nothing, by the first eight bytes of their
    /// SHA-256, so that scanners leave this file alone.
    /// </summary>
    private static readonly FrozenSet<ulong> Printed = FrozenSet.ToFrozenSet<ulong>([
        0x2037ABCAFFB2B777, 0x3F370C9DD8225C63, 0xA19F89AB3555EAC1, 0x0B476BDF9ACF2123, 0x49F777DB995E8260, 0xDC0FCF046C61640C]);

    /// <summary>Whether a manual's author made it up: "AKIAIOSFODNN7EXAMPLE".</summary>
    public static bool IsExample(ReadOnlySpan<char> value) => value.ContainsAny(Examples) || IsPrinted(value);

    /// <summary>Whether the value only shows where a secret goes, as a variable, a template or an example does.</summary>
    public static bool IsPlaceholder(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty || value[0] is '$' or '{' or '<' or '%' or '[' or '(' or '*' || IsExample(value))
            return true;
        foreach (var word in Words)
        {
            if (value.Equals(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return !value.ContainsAnyExcept(value[0]);
    }

    private static bool IsPrinted(ReadOnlySpan<char> value)
    {
        if (value.Length != 39 || !value.StartsWith("AIza", StringComparison.Ordinal))
            return false;
        Span<byte> bytes = stackalloc byte[39];
        Span<byte> hash = stackalloc byte[32];
        return Encoding.ASCII.TryGetBytes(value, bytes, out var written)
            && SHA256.TryHashData(bytes[..written], hash, out _) && Printed.Contains(BinaryPrimitives.ReadUInt64BigEndian(hash));
    }
}
