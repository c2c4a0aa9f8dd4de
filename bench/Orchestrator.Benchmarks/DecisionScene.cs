using System.Collections.Immutable;
using Orchestrator.Inference.Local;
using Orchestrator.Privacy;
using Orchestrator.Routing;
using Orchestrator.Routing.Difficulty;

namespace Orchestrator.Benchmarks;

/// <summary>
/// Everything that decides where a turn goes, as the turn engine puts it together: analysis, difficulty, what the shipped narrow models say
/// of the text where that is worth asking, a verdict for each target, whether the narrow decoder's word matters, and the router. Two taggers, a
/// narrow decoder, a gateway's decoder and three replicas of a provider.
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
            Narrow(models, "nano-commands", Tier.Nano), Narrow(models, "mini-answers", Tier.Mini), (Decoder, null),
            (Open("mini@gateway-1", Tier.Mini, Zone.Gateway, "gateway-1", TargetPrice.Free), null),
            .. Enumerable.Range(1, 3).Select(i => (Open($"cloud@acme#{i}", Tier.Cloud, Zone.Cloud("acme", "eu"), "acme", new(1, 4)), (LocalModel?)null)),
        ];
    }

    public RequestAnalysis Analyze(string text) => _gate.AnalyzeHistory(new() { Messages = [Message.User(text)] }, [new MessageOrigin(null, [])]);

    public DifficultyEstimate Estimate(string text) => _estimator.Estimate(text);

    /// <summary>What the narrow models say, where it is worth asking them.</summary>
    public double?[] Probe(string text, DifficultyEstimate difficulty) =>
        [.. _targets.Select(t => t.Model?.Confidence is { } confidence && ProbeWorth.IsWorthAsking(difficulty, t.Target.Tier) ? confidence(text) : (double?)null)];

    public RouteDecision Route(string text, RequestAnalysis analysis, DifficultyEstimate difficulty, double?[] confidence) => _router.Decide(Input(text, analysis, difficulty, confidence));

    /// <summary>Whether the narrow decoder would be asked how sure it is.</summary>
    public bool Asks(string text, RequestAnalysis analysis, DifficultyEstimate difficulty, double?[] confidence) =>
        ProbeWorth.IsWorthAsking(difficulty, Decoder.Tier) && _router.DependsOnConfidence(Input(text, analysis, difficulty, confidence), _targets.IndexOf((Decoder, null)));

    /// <summary>The whole decision.</summary>
    public RouteDecision Decide(string text)
    {
        var (analysis, difficulty) = (Analyze(text), Estimate(text));
        var confidence = Probe(text, difficulty);
        _ = Asks(text, analysis, difficulty, confidence);
        return Route(text, analysis, difficulty, confidence);
    }

    public void Dispose()
    {
        foreach (var (_, model) in _targets)
            model?.Dispose();
    }

    private static Target Decoder { get; } = new()
    {
        Id = "nano-decoder@here",
        Tier = Tier.Nano,
        Zone = Zone.Cluster,
        Node = "here",
        Model = new("nano-chat"),
        Capabilities = new() { Tools = true, JsonSchema = true },
    };

    private RouteInput Input(string text, RequestAnalysis analysis, DifficultyEstimate difficulty, double?[] confidence) => new()
    {
        Entered = Zone.Cluster,
        Label = analysis.Label,
        Difficulty = difficulty,
        PromptTokens = text.Length / 4,
        Seed = _seed++,
        Candidates = [.. _targets.Select((t, i) => Candidate(t.Target, analysis, confidence[i]))],
    };

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
