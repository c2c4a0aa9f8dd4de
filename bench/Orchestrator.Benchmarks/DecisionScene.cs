using System.Collections.Immutable;
using Orchestrator.Inference.Local;
using Orchestrator.Privacy;
using Orchestrator.Routing;
using Orchestrator.Routing.Difficulty;

namespace Orchestrator.Benchmarks;

/// <summary>
/// Everything that decides where a turn goes, as the turn engine puts it together: analysis, difficulty, what the shipped narrow models say
/// of the text where that is worth asking, a verdict for each target, and the router. Two narrow models, a gateway's decoder and three replicas of a provider.
/// </summary>
internal sealed class DecisionScene : IDisposable
{
    private readonly EgressGate _gate = new(new TextAnalyzer(), PrivacyPolicy.Default, LedgerKey.Create(), TimeProvider.System);
    private readonly DifficultyEstimator _estimator;
    private readonly Router _router = new(new());
    private readonly ImmutableArray<(Target Target, LocalModel? Model)> _targets;
    private ulong _seed;

    public DecisionScene(string models)
    {
        _estimator = DifficultyEstimator.Load(Path.Combine(models, "difficulty"));
        _targets =
        [
            Narrow(models, "nano-commands", Tier.Nano), Narrow(models, "mini-answers", Tier.Mini),
            (Open("mini@gateway-1", Tier.Mini, Zone.Gateway, "gateway-1", TargetPrice.Free), null),
            .. Enumerable.Range(1, 3).Select(i => (Open($"cloud@acme#{i}", Tier.Cloud, Zone.Cloud("acme", "eu"), "acme", new(1, 4)), (LocalModel?)null)),
        ];
    }

    public RequestAnalysis Analyze(string text) => _gate.AnalyzeHistory(new() { Messages = [Message.User(text)] }, [new MessageOrigin(null, [])]);

    public DifficultyEstimate Estimate(string text) => _estimator.Estimate(text);

    /// <summary>What the narrow models say, where it is worth asking them.</summary>
    public double?[] Probe(string text, DifficultyEstimate difficulty) =>
        [.. _targets.Select(t => t.Model?.Confidence is { } confidence && ProbeWorth.IsWorthAsking(difficulty, t.Target.Tier) ? confidence(text) : (double?)null)];

    public RouteDecision Route(string text, RequestAnalysis analysis, DifficultyEstimate difficulty, double?[] confidence) => _router.Decide(new()
    {
        Entered = Zone.Cluster,
        Label = analysis.Label,
        Difficulty = difficulty,
        PromptTokens = text.Length / 4,
        Seed = _seed++,
        Candidates = [.. _targets.Select((t, i) => Candidate(t.Target, analysis, confidence[i]))],
    });

    /// <summary>The whole decision.</summary>
    public RouteDecision Decide(string text)
    {
        var (analysis, difficulty) = (Analyze(text), Estimate(text));
        return Route(text, analysis, difficulty, Probe(text, difficulty));
    }

    public void Dispose()
    {
        foreach (var (_, model) in _targets)
            model?.Dispose();
    }

    private RouteCandidate Candidate(Target target, RequestAnalysis analysis, double? confidence)
    {
        var verdict = _gate.Judge(analysis, target, Zone.Cluster);
        return new() { Target = target, Verdict = verdict.Verdict, VerdictReason = verdict.Reason, Confidence = confidence };
    }

    private static (Target, LocalModel?) Narrow(string models, string name, Tier tier)
    {
        var model = LocalModelLoader.Load(Path.Combine(models, name));
        return (new() { Id = $"{name}@here", Tier = tier, Zone = Zone.Cluster, Node = "here", Model = new(model.Name, model.Digest), Capabilities = new() { Tools = true } }, model);
    }

    private static Target Open(string id, Tier tier, Zone zone, string node, TargetPrice price) => new()
    {
        Id = id,
        Tier = tier,
        Zone = zone,
        Node = node,
        Model = new(node + "-model"),
        Price = price,
        Capabilities = new() { OpenEnded = true, Tools = true, JsonSchema = true },
    };
}
