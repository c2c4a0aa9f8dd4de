using Orchestrator.Conversations.Targets;
using Orchestrator.Privacy;

namespace Orchestrator.Link.Tests.Linked;

/// <summary>Gates and cleared requests, as the engine makes them.</summary>
internal static class TestPrivacy
{
    private static readonly EgressGate s_gate = Gate();

    public static EgressGate Gate(TimeProvider? time = null, PrivacyPolicy? policy = null) =>
        new(new TextAnalyzer(), policy ?? PrivacyPolicy.Default, new LedgerKey(new byte[LedgerKey.Size]), time ?? TimeProvider.System);

    public static Cleared<ModelRequest> Clear(ITargetConnector connector, string text, Zone? entered = null)
    {
        var request = new ModelRequest { Messages = [Message.User(text)] };
        return s_gate.Clear(s_gate.Analyze(request, [null]), connector.Target, entered ?? Zone.Device, connector.Codec);
    }

    public static Invocation NewInvocation(string tenant = "default", string site = "home") => new(Guid.NewGuid().ToString("N"), tenant, site);

    public static async Task<List<ModelUpdate>> AskAsync(
        ITargetConnector connector, string text, Zone? entered = null, CancellationToken cancellationToken = default)
    {
        var updates = new List<ModelUpdate>();
        await foreach (var update in connector.RunAsync(Clear(connector, text, entered), NewInvocation(), cancellationToken))
            updates.Add(update);
        return updates;
    }

    public static string TextOf(IEnumerable<ModelUpdate> updates) => string.Concat(updates.OfType<ModelText>().Select(t => t.Text));
}
