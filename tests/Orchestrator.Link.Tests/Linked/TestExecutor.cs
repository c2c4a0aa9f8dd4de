using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using Orchestrator.Link.Node;

namespace Orchestrator.Link.Tests.Linked;

/// <summary>A gateway's model that says what it was asked, word for word.</summary>
internal sealed class TestExecutor(params string[] targets) : ILinkExecutor
{
    private ImmutableArray<Target> _targets = [.. targets.Select(Mini)];

    public event Action? TargetsChanged;

    public ImmutableArray<Target> Targets
    {
        get => _targets;
        set
        {
            _targets = value;
            TargetsChanged?.Invoke();
        }
    }

    public ConcurrentQueue<LinkRequest> Requests { get; } = new();

    /// <summary>What it does before it answers.</summary>
    public Func<CancellationToken, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>What it does after its first word.</summary>
    public Func<CancellationToken, Task> Between { get; set; } = _ => Task.CompletedTask;

    /// <summary>What it says after its first words, in pieces.</summary>
    public Func<string, IEnumerable<string>> Answer { get; set; } = body => [body];

    public static Target Mini(string id) => new()
    {
        Id = id,
        Tier = Tier.Mini,
        Zone = Zone.Gateway,
        Node = "here",
        Model = new("mini-answers", new string('a', 64)),
        Capabilities = new() { ContextTokens = 512 },
    };

    public async IAsyncEnumerable<ModelUpdate> RunAsync(LinkRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Requests.Enqueue(request);
        await Before(cancellationToken);
        yield return new ModelText("I was asked: ");
        await Between(cancellationToken);
        foreach (var piece in Answer(Encoding.UTF8.GetString(request.Body.Span)))
            yield return new ModelText(piece);
        yield return new ModelEnded { Usage = new(3, 4), Confidence = 0.75, Risk = new("call", 0.05, 0.01) };
    }
}
