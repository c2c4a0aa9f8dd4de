using System.Collections.Immutable;

namespace Orchestrator.Privacy;

/// <summary>What was found in everything that a request would send. Only <see cref="EgressGate"/> makes one.</summary>
public sealed class RequestAnalysis
{
    internal RequestAnalysis(ModelRequest request, ImmutableArray<MessageAnalysis> messages, Label label, ImmutableArray<TypeCount> types, PolicyContext context) =>
        (Request, Messages, Label, Types, Context) = (request, messages, label, types, context);

    /// <summary>The request as it was analysed, which is the only one that can be cleared by this analysis.</summary>
    public ModelRequest Request { get; }

    /// <summary>The analyses of the messages, in their order.</summary>
    public ImmutableArray<MessageAnalysis> Messages { get; }

    /// <summary>The join of every text's label and of what the models of earlier answers had seen.</summary>
    public Label Label { get; }

    /// <summary>For whom and what for the request is.</summary>
    public PolicyContext Context { get; }

    /// <summary>Found types and how often, sorted by type.</summary>
    public ImmutableArray<TypeCount> Types { get; }

    /// <summary>What policy is asked about the whole of it, for a model of this size; the zone is still open.</summary>
    internal PolicyQuestion Question(Tier tier) => new(Label, default)
    {
        Findings = Types,
        Tier = tier,
        Tools = Request.Tools.IsDefaultOrEmpty ? [] : [.. Request.Tools.Select(static tool => tool.Name)],
        Context = Context,
    };
}
