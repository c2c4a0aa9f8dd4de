using System.Collections.Concurrent;
using System.Text;
using Orchestrator.Conversations.Targets;
using Orchestrator.Privacy;

namespace Orchestrator.Conformance.Conversations;

/// <summary>A target that answers as a test says, and keeps what it was sent.</summary>
public sealed class ScriptedTarget : ITargetConnector, IEgressCodec
{
    private readonly Func<ModelRequest, CancellationToken, IAsyncEnumerable<ModelUpdate>> _script;

    public ScriptedTarget(string id, Func<ModelRequest, CancellationToken, IAsyncEnumerable<ModelUpdate>> script)
    {
        _script = script;
        Target = new()
        {
            Id = id,
            Tier = Tier.Cloud,
            Zone = Zone.Cloud("test"),
            Node = id,
            Model = new("test-model", StandIn: true),
            Capabilities = new() { OpenEnded = true, Tools = true, JsonSchema = true },
            Price = new(1, 2),
        };
    }

    public Target Target { get; set; }

    public double? Confidence { get; init; }

    public ISlowProbe? SlowProbe { get; init; }

    public ConcurrentQueue<string> Sent { get; } = [];

    public int Runs => Sent.Count;

    public IEgressCodec Codec => this;

    /// <summary>Answers with these pieces.</summary>
    public static ScriptedTarget Saying(string id, params string[] pieces) => new(id, (_, _) => Say(pieces));

    /// <summary>Answers with the last message's text, word by word.</summary>
    public static ScriptedTarget Echo(string id = "echo") =>
        new(id, (request, _) => Say(request.Messages[^1].Text.Split(' ').Select((w, i) => i == 0 ? w : " " + w)));

    /// <summary>Fails at once.</summary>
    public static ScriptedTarget Failing(string id, string code = "unreachable") => new(id, (_, _) => Fail([], code));

    /// <summary>Says something, then fails.</summary>
    public static ScriptedTarget BreakingOff(string id, params string[] pieces) => new(id, (_, _) => Fail(pieces, "cut-off"));

    /// <summary>Says "not mine", as a model of a narrow domain.</summary>
    public static ScriptedTarget Declining(string id)
    {
        var target = new ScriptedTarget(id, (_, _) => Decline()) { Confidence = 0.9 };
        target.Target = target.Target with { Tier = Tier.Nano, Zone = Zone.Device, Capabilities = new() { Tools = true } };
        return target;
    }

    public ReadOnlyMemory<byte> Encode(ModelRequest request) =>
        Encoding.UTF8.GetBytes(string.Join('\n', request.Messages.Select(m => $"{m.Role}: {m.Text}")));

    public double? Probe(ModelRequest request) => Confidence;

    public IAsyncEnumerable<ModelUpdate> RunAsync(Cleared<ModelRequest> cleared, Invocation invocation, CancellationToken cancellationToken)
    {
        Sent.Enqueue(Encoding.UTF8.GetString(cleared.Buffer.Span));
        return _script(cleared.Content, cancellationToken);
    }

    public IAsyncEnumerable<ModelUpdate> Answer(ModelRequest request, CancellationToken cancellationToken) => _script(request, cancellationToken);

    private static async IAsyncEnumerable<ModelUpdate> Say(IEnumerable<string> pieces)
    {
        foreach (var piece in pieces)
        {
            await Task.Yield();
            yield return new ModelText(piece);
        }

        yield return new ModelEnded { Usage = new(10, 20) };
    }

    private static async IAsyncEnumerable<ModelUpdate> Fail(IEnumerable<string> pieces, string code)
    {
        foreach (var piece in pieces)
        {
            await Task.Yield();
            yield return new ModelText(piece);
        }

        throw new TargetException(code, "the scripted target failed");
    }

    private static async IAsyncEnumerable<ModelUpdate> Decline()
    {
        await Task.Yield();
        yield return new ModelText("not mine");
        yield return new ModelEnded { Declined = true, Confidence = 0.1 };
    }
}
