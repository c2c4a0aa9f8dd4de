using Orchestrator.Privacy;

namespace Orchestrator.Conversations.Turns;

/// <summary>
/// What an attempt took: what its target told, where that can be; otherwise counted from the text and said to be an estimate.
/// Targets leave usage out of streams, and some tell zeros, negative numbers or more cached tokens than tokens.
/// </summary>
internal static class UsageCheck
{
    // Four characters a token is the usual rule of thumb for English.
    private const int CharactersPerToken = 4;

    private const int AttachmentTokens = 1000;

    /// <summary>What one attachment is taken to be worth at most beside its bytes: a picture may stand in the request as its address alone.</summary>
    public const int MostAttachmentTokens = 16_384;

    // A token has at least one byte of what was sent; a model's own template and a provider's system prompt add some.
    private const int HiddenTokens = 16_384;

    /// <param name="told">What the target told, if anything.</param>
    /// <param name="cleared">What it was sent.</param>
    /// <param name="received">How many characters it sent back.</param>
    public static ModelUsage Of(ModelUsage? told, Cleared<ModelRequest> cleared, long received) =>
        told is not null && CanBe(told, cleared.Buffer.Length, received)
            ? told
            : new(PromptTokens(cleared.Content), (received + CharactersPerToken - 1) / CharactersPerToken) { Estimated = true };

    /// <summary>About how many tokens a prompt has; declarations of tools are read by the model like text.</summary>
    public static int PromptTokens(ModelRequest request)
    {
        var characters = 0L;
        foreach (var message in request.Messages)
        {
            characters += message.Text.Length;
            foreach (var call in message.ToolCalls)
                characters += call.Name.Length + call.Arguments.Length;

            // What providers count for a picture or a page is about this; a file of fifty kilobytes is about a page.
            foreach (var attachment in message.Attachments)
                characters += AttachmentTokens * CharactersPerToken * (1 + (attachment.Kind == AttachmentKinds.Image ? 0 : attachment.Data.Length / 50_000));
        }

        foreach (var tool in request.Tools)
            characters += tool.Name.Length + tool.Description.Length + tool.Parameters.Length;
        return (int)Math.Min(int.MaxValue, characters / CharactersPerToken);
    }

    private static bool CanBe(ModelUsage told, long sentBytes, long received) =>
        told is { InputTokens: > 0, OutputTokens: >= 0, CachedInputTokens: >= 0, CacheWriteTokens: >= 0, ReasoningTokens: >= 0 }
        && told.InputTokens <= sentBytes + HiddenTokens
        && told.CachedInputTokens <= told.InputTokens - told.CacheWriteTokens
        && told.ReasoningTokens <= told.OutputTokens
        && (told.OutputTokens > 0 || received == 0);
}
