using System.Collections.Immutable;
using Orchestrator.Conversations.Embeddings;

namespace Orchestrator.Api.Tests;

/// <summary>Takes ten tokens for each text, and refuses the text "no".</summary>
internal sealed class ScriptedEmbeddings : IEmbeddings
{
    public const int TokensOfText = 10;

    public ImmutableArray<Target> Models => [Turns.Route.Target!];

    public Task<EmbeddingAnswer> EmbedAsync(Caller caller, EmbeddingRequest request, CancellationToken cancellationToken) => request.Inputs[0].Text == "no"
        ? throw new OrchestratorException(ErrorReason.PrivacyRefused, "Refused as scripted.")
        : Task.FromResult(new EmbeddingAnswer
        {
            Vectors = [.. request.Inputs.Select(static _ => new ReadOnlyMemory<float>([1]))],
            Tokens = TokensOfText * request.Inputs.Length,
            Target = Turns.Route.Target!,
        });
}
