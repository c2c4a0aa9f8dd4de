using System.Security.Cryptography;
using System.Text;
using Orchestrator.Privacy;

namespace Orchestrator.Cli.Privacy;

/// <summary>Asks the gate itself what each zone would read of a text that no zone has yet. Thread-safe.</summary>
internal sealed class ZoneViews
{
    private readonly TextAnalyzer _analyzer;
    private readonly EgressGate _gate;
    private readonly Zone[] _zones;
    private readonly string _policy;

    public ZoneViews(TextAnalyzer analyzer, PrivacyPolicy policy, Zone cloud)
    {
        _analyzer = analyzer;
        _gate = new(analyzer, policy, LedgerKey.Create(), TimeProvider.System);
        _zones = [Zone.Device, Zone.Gateway, Zone.Cluster, cloud, Zone.Telemetry];
        _policy = policy.Version;
    }

    /// <exception cref="AnalysisFailedException">The text could not be analysed.</exception>
    public ExplainResult Of(string text)
    {
        var analysis = _gate.Analyze(new() { Messages = [Message.User(text)] }, [null]);
        var key = new PseudonymKey(RandomNumberGenerator.GetBytes(PseudonymKey.Size));
        return new(text, _analyzer.Analyze(text), [.. _zones.Select(zone => View(analysis, zone, key))], _policy);
    }

    private ZoneView View(RequestAnalysis analysis, Zone zone, PseudonymKey key)
    {
        var target = new Target
        {
            Id = zone.Name,
            Tier = zone.Kind switch { ZoneKind.Device => Tier.Nano, ZoneKind.Gateway => Tier.Mini, _ => Tier.Cloud },
            Zone = zone,
            Node = zone.Name,
            Model = new("any"),
        };
        var verdict = _gate.Judge(analysis, target, default);
        if (verdict.Verdict == Verdict.Deny)
            return new(zone, verdict.Verdict, verdict.Reason, null);
        try
        {
            var sent = _gate.Clear(analysis, target, default, new Plain(), key).Cleared;
            return new(zone, verdict.Verdict, verdict.Reason, sent.Content.Messages[0].Text);
        }
        catch (EgressDeniedException e)
        {
            return new(zone, Verdict.Deny, e.Verdict.Reason, null);
        }
    }

    private sealed class Plain : IEgressCodec
    {
        public ReadOnlyMemory<byte> Encode(ModelRequest request) => Encoding.UTF8.GetBytes(request.Messages[0].Text);
    }
}
