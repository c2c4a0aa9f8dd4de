using System.Collections.Immutable;
using Orchestrator.Conversations.Targets;
using Orchestrator.Hosting.Serving;
using Orchestrator.Hosting.Targets;
using Orchestrator.Privacy;
using Orchestrator.Routing;
using Orchestrator.Routing.Difficulty;

namespace Orchestrator.Cli.Routes;

/// <summary>
/// Decides as a device does whose gateway and cloud are healthy, without any of them: its own nano models are asked how sure they are,
/// the others are judged by the prompt's words. Thread-safe.
/// </summary>
internal sealed class DeviceEntry : IDisposable
{
    private const int PromptCharactersPerToken = 4;

    private readonly LocalTargets _device;
    private readonly DifficultyEstimator _estimator;
    private readonly EgressGate _gate;
    private readonly ProcessRouting _routing;
    private readonly Router _router;
    private readonly ImmutableArray<(Target Target, ITargetConnector? Connector)> _targets;

    /// <exception cref="Inference.Local.ModelLoadException">A model's file is missing or damaged.</exception>
    public DeviceEntry(string models, PrivacyPolicy policy, ProcessRouting routing)
    {
        (_routing, _router) = (routing, new(routing.Options));
        var options = new LocalModelOptions { Path = models };
        _estimator = DifficultyEstimator.Load(Path.Combine(models, options.Difficulty));
        _gate = new EgressGate(new TextAnalyzer(), policy, LedgerKey.Create(), TimeProvider.System);
        _device = LocalTargets.Load(options, "device-1", Zone.Device, [Tier.Nano]);
        using var gateway = LocalTargets.Load(options, "gateway-1", Zone.Gateway, [Tier.Mini]);
        _targets =
        [
            .. _device.Connectors.Select(c => (c.Target, (ITargetConnector?)c)),
            .. gateway.Connectors.Select(c => (c.Target with { Path = [Zone.Cluster], Sealed = true }, (ITargetConnector?)null)),
            (Cloud, null),
        ];
    }

    private static Target Cloud => new()
    {
        Id = "cloud",
        Tier = Tier.Cloud,
        Zone = Zone.Cloud("any"),
        Node = "any",
        Model = new("any"),
        Path = [Zone.Cluster],
        Capabilities = new() { Tools = true, JsonSchema = true, OpenEnded = true },
    };

    /// <exception cref="AnalysisFailedException">The text could not be analysed.</exception>
    public async Task<RouteResult> DecideAsync(string prompt, CancellationToken cancellationToken)
    {
        var request = new ModelRequest { Messages = [Message.User(prompt)] };
        var analysis = _gate.Analyze(request, [null]);
        var difficulty = _estimator.Estimate(prompt);
        var input = new RouteInput
        {
            Entered = Zone.Device,
            Label = analysis.Label,
            Difficulty = difficulty,
            Dial = _routing.Dial,
            PromptTokens = prompt.Length / PromptCharactersPerToken,
            Candidates = [.. await Task.WhenAll(_targets.Select(t => CandidateAsync(t.Target, ProbeWorth.IsWorthAsking(difficulty, t.Target.Tier) ? t.Connector : null, request, analysis, difficulty, cancellationToken)))],
        };
        return new(input, _router.Decide(input), _routing.LeftOut);
    }

    public void Dispose() => _device.Dispose();

    private async Task<RouteCandidate> CandidateAsync(Target target, ITargetConnector? connector, ModelRequest request, RequestAnalysis analysis, DifficultyEstimate difficulty, CancellationToken cancellationToken)
    {
        var verdict = _gate.Judge(analysis, target, Zone.Device);
        var asked = verdict.Verdict == Verdict.Deny ? null : connector;
        return new()
        {
            Target = target,
            Verdict = verdict.Verdict,
            VerdictReason = verdict.Reason,
            Confidence = asked?.SlowProbe is { } slow ? await slow.ProbeAsync(request, cancellationToken) : asked?.Probe(request),
            Expected = asked?.SlowProbe?.Kept ?? _routing.ExpectedOf(target, difficulty),
            Learned = _routing.LearnedOf(target, difficulty),
        };
    }
}
