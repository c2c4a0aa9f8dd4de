using Orchestrator.Conversations.Targets;
using Orchestrator.Privacy;

namespace Orchestrator.Inference.Tests;

/// <summary>Requests that the real gate cleared, for a text that is in the target's zone already.</summary>
internal static class Clearing
{
    private static readonly EgressGate s_gate = new(new TextAnalyzer(), PrivacyPolicy.Default, new LedgerKey(new byte[32]), TimeProvider.System);

    public static Invocation Invocation { get; } = new("0123456789abcdef0123456789abcdef", "acme", "home");

    public static Cleared<ModelRequest> For(ITargetConnector connector, ModelRequest request) =>
        s_gate.Clear(s_gate.Analyze(request, new Label?[request.Messages.Length]), connector.Target, connector.Target.Zone, connector.Codec);

    public static IAsyncEnumerable<ModelUpdate> AskAsync(this ITargetConnector connector, string text, CancellationToken cancellationToken = default) =>
        connector.RunAsync(For(connector, new() { Messages = [Message.User(text)] }), Invocation, cancellationToken);

    public static async Task<List<ModelUpdate>> AllAsync(this IAsyncEnumerable<ModelUpdate> answer)
    {
        var all = new List<ModelUpdate>();
        await foreach (var update in answer)
            all.Add(update);
        return all;
    }
}
