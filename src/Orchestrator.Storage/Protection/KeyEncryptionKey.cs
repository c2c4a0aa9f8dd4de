using System.Security.Cryptography;

namespace Orchestrator.Storage.Protection;

/// <summary>The random key that wraps every data key of one generation of the key file. Not thread-safe, as its cipher is not.</summary>
internal sealed class KeyEncryptionKey : IDisposable
{
    private readonly byte[] _key;

    /// <param name="key">Kept, and zeroed at the end.</param>
    public KeyEncryptionKey(byte[] key)
    {
        _key = key;
        Cipher = new(key, Wrapping.TagSize);
        Id = KeyIds.Of("orchestrator key-encryption key 1"u8, key);
    }

    public string Id { get; }

    public AesGcm Cipher { get; }

    public ReadOnlySpan<byte> Bytes => _key;

    public static KeyEncryptionKey New() => new(RandomNumberGenerator.GetBytes(Wrapping.SecretSize));

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_key);
        Cipher.Dispose();
    }
}
