using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Orchestrator.StandIn.Completions;

namespace Orchestrator.StandIn.Answers;

/// <summary>What the stand-in may say of a prompt: how long it is and a digest of it, never a word of it.</summary>
/// <param name="Messages">How many messages.</param>
/// <param name="Words">How many words they have together.</param>
/// <param name="Digest">The first eight hex digits of the SHA-256 of roles and texts.</param>
internal sealed record PromptFacts(int Messages, int Words, string Digest)
{
    public static PromptFacts Of(CompletionRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var words = 0;
        foreach (var (role, text) in request.Messages)
        {
            words += text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{role} {text.Length}\n{text}\n")));
        }

        return new(request.Messages.Length, words, Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 4)));
    }
}
