namespace Orchestrator.Conversations.Journal;

/// <summary>What destroying keys came to.</summary>
/// <param name="Destroyed">How many of the keys were there and are destroyed; 0 leaves everything as it was.</param>
/// <param name="GenerationBefore">The key file's generation before.</param>
/// <param name="GenerationAfter">The key file's generation after.</param>
/// <param name="KeyEncryptionKeyId">Names the key-encryption key of the generation before, destroyed with it.</param>
/// <param name="TopKeyId">Names the top key that wrapped it.</param>
public sealed record KeyDestruction(int Destroyed, long GenerationBefore, long GenerationAfter, string KeyEncryptionKeyId, string TopKeyId);
