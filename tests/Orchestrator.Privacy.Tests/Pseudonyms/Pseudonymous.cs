namespace Orchestrator.Privacy.Tests;

/// <summary>Gates and requests as the tests of pseudonyms need them.</summary>
internal static class Pseudonymous
{
    public const string Mail = "ana.maria@example.org";

    public static PrivacyPolicy Policy { get; } = PrivacyPolicy.Parse(
        """
        version: 1
        name: pseudonyms
        rules:
          - {name: cloud, zones: [cloud, cluster], verdict: allow}
          - {name: confidential, zones: [cloud, cluster], level: confidential, verdict: pseudonymize}
        """);

    public static EgressGate Gate { get; } = Egress.Gate(Policy);

    public static PseudonymKey Key(byte of = 1) => new([.. Enumerable.Repeat(of, PseudonymKey.Size)]);

    public static Clearing Clear(ModelRequest request, PseudonymKey? key = null, Target? target = null, params MessageOrigin[] origins) =>
        Gate.Clear(
            Gate.AnalyzeHistory(request, origins.Length == 0 ? [.. request.Messages.Select(_ => MessageOrigin.Person)] : origins),
            target ?? Egress.Cloud,
            Zone.Device,
            new PlainCodec(),
            key ?? Key());

    public static string Sent(this Clearing clearing) => clearing.Cleared.Content.Messages[^1].Text;

    /// <summary>The answer as readers see it, when the model gives it in pieces that end at these places.</summary>
    public static string Restore(this Clearing clearing, string answer, bool json = false, params int[] cuts)
    {
        var restorer = new AnswerRestorer(clearing.Pseudonyms, json);
        var seen = "";
        var from = 0;
        foreach (var cut in cuts.Order().Append(answer.Length))
        {
            seen += restorer.Add(answer[from..cut]);
            from = cut;
        }

        return seen + restorer.Flush();
    }
}
