using System.Security.Cryptography;

namespace Orchestrator.Storage.Protection;

/// <summary>The operator's key, which wraps the key-encryption key and nothing else. Not thread-safe.</summary>
internal sealed class TopKey : IDisposable
{
    public const int Size = 32;
    public const int IdSize = 8;

    private readonly byte[] _key;

    /// <param name="key">Kept, and zeroed at the end.</param>
    public TopKey(byte[] key)
    {
        if (key.Length != Size)
            throw new KeyRingException($"A top key has {Size} bytes, not {key.Length}.");
        _key = key;
        Id = KeyIds.Of("orchestrator top key 1"u8, key);
    }

    /// <summary>Names the key without telling it, 16 hex digits.</summary>
    public string Id { get; }

    /// <summary>The key as a file holds it; whoever asks zeroes it.</summary>
    public byte[] Export() => [.. _key];

    public AesGcm Cipher() => new(_key, Wrapping.TagSize);

    public void Dispose() => CryptographicOperations.ZeroMemory(_key);
}
