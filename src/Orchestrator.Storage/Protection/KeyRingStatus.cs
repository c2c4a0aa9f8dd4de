namespace Orchestrator.Storage.Protection;

/// <summary>What can be said about the keys without telling any.</summary>
/// <param name="Path">The key file.</param>
/// <param name="Generation">Counts the key-encryption keys that the file has had.</param>
/// <param name="TopKeyId">Names the top key.</param>
/// <param name="KeyEncryptionKeyId">Names the key-encryption key.</param>
/// <param name="Keys">How many data keys the file holds, those made ahead included.</param>
/// <param name="DevelopmentKey">The top key is a development key that lies beside what it protects.</param>
public sealed record KeyRingStatus(string Path, long Generation, string TopKeyId, string KeyEncryptionKeyId, int Keys, bool DevelopmentKey);
