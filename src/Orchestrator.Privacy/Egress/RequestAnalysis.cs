using System.Collections.Immutable;

namespace Orchestrator.Privacy;

/// <summary>What was found in everything that a request would send. Only <see cref="EgressGate"/> makes one.</summary>
public sealed class RequestAnalysis
{
    internal RequestAnalysis(ModelRequest request, ImmutableArray<MessageAnalysis> messages, Label label, ImmutableArray<TypeCount> types) =>
        (Request, Messages, Label, Types) = (request, messages, label, types);

    /// <summary>The request as it was analysed, which is the only one that can be cleared by this analysis.</summary>
    public ModelRequest Request { get; }

    /// <summary>The analyses of the messages, in their order.</summary>
    public ImmutableArray<MessageAnalysis> Messages { get; }

    /// <summary>The join of every text's label and of what the models of earlier answers had seen.</summary>
    public Label Label { get; }

    /// <summary>Found types and how often, sorted by type.</summary>
    public ImmutableArray<TypeCount> Types { get; }
}
