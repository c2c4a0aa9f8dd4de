using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace Orchestrator.Privacy.Tests;

/// <summary>Targets, gates and requests as the tests of the egress gate need them.</summary>
internal static class Egress
{
    public const string Card = "4111 1111 1111 1111";

    public static Label CardLabel { get; } = FindingTypes.LabelOf(FindingTypes.CreditCard);

    public static Target CloudThroughCluster { get; } = Make("big@stand-in", Tier.Cloud, Zone.Cloud("stand-in"), [Zone.Cluster]);

    public static Target Cloud { get; } = Make("big@stand-in", Tier.Cloud, Zone.Cloud("stand-in"), []);

    public static Target SealedGateway { get; } = Make("mini@gateway-1", Tier.Mini, Zone.Gateway, [Zone.Cluster], isSealed: true);

    public static Target Device { get; } = Make("nano@device-1", Tier.Nano, Zone.Device, []);

    public static EgressGate Gate(PrivacyPolicy? policy = null, TimeProvider? time = null, TextAnalyzer? analyzer = null, params IAttachmentDetector[] detectors) =>
        new(analyzer ?? new TextAnalyzer(), policy ?? PrivacyPolicy.Default, new LedgerKey(new byte[LedgerKey.Size]), time ?? new FakeTimeProvider(), detectors);

    public static ModelRequest Ask(params Message[] messages) => new() { Messages = [.. messages] };

    public static RequestAnalysis Analyze(this EgressGate gate, ModelRequest request) =>
        gate.Analyze(request, new Label?[request.Messages.Length]);

    public static Cleared<ModelRequest> Clear(this EgressGate gate, ModelRequest request, Target target, params Label?[] saw) =>
        gate.Clear(
            gate.Analyze(request, saw.Length == 0 ? new Label?[request.Messages.Length] : saw), target, Zone.Device, new PlainCodec());

    public static string Text<T>(this Cleared<T> cleared) => Encoding.UTF8.GetString(cleared.Buffer.Span);

    private static Target Make(string id, Tier tier, Zone zone, ImmutableArray<Zone> path, bool isSealed = false) => new()
    {
        Id = id,
        Tier = tier,
        Zone = zone,
        Node = id.Split('@')[1],
        Model = new ModelReference(id.Split('@')[0], null),
        Path = path,
        Sealed = isSealed,
    };
}
