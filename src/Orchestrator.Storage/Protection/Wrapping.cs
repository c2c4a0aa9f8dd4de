using System.Security.Cryptography;

namespace Orchestrator.Storage.Protection;

/// <summary>32-byte secrets wrapped with AES-256-GCM under a random nonce.</summary>
internal static class Wrapping
{
    public const int NonceSize = 12;
    public const int TagSize = 16;
    public const int SecretSize = 32;
    public const int WrappedSize = NonceSize + SecretSize + TagSize;

    public static void Wrap(AesGcm cipher, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> bound, Span<byte> wrapped)
    {
        RandomNumberGenerator.Fill(wrapped[..NonceSize]);
        cipher.Encrypt(wrapped[..NonceSize], secret, wrapped.Slice(NonceSize, SecretSize), wrapped.Slice(NonceSize + SecretSize, TagSize), bound);
    }

    /// <summary>False when the bytes are not what was wrapped.</summary>
    public static bool TryUnwrap(AesGcm cipher, ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> bound, Span<byte> secret)
    {
        try
        {
            cipher.Decrypt(wrapped[..NonceSize], wrapped.Slice(NonceSize, SecretSize), wrapped.Slice(NonceSize + SecretSize, TagSize), secret, bound);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }
}
