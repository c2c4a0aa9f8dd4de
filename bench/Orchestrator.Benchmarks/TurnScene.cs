using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Events;
using Orchestrator.Conversations.Targets;
using Orchestrator.Link.Identity;
using Orchestrator.Privacy;
using Orchestrator.Protocol;
using Orchestrator.Routing.Difficulty;
using Orchestrator.Storage;
using Orchestrator.Storage.Ledgers;
using Orchestrator.Storage.Protection;

namespace Orchestrator.Benchmarks;

/// <summary>
/// The turn engine on a real journal, with real keys and a real ledger, and one cloud target that answers from memory: what a turn costs
/// without HTTP on either side.
/// </summary>
internal sealed class TurnScene : IAsyncDisposable
{
    private const int Pieces = 16;
    private static readonly Caller Caller = new("bench", "bench", "bench", "bench");

    private readonly ServiceProvider _services;
    private readonly IConversations _conversations;

    public TurnScene(string directory, string models)
    {
        _services = new ServiceCollection()
            .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddSqliteJournal(o => o.DataDirectory = directory)
            .AddSingleton<IEventCodec, EventCodec>()
            .AddSingleton(static s => new DigestKey(s.GetRequiredService<KeyRing>().Derive("digest")))
            .AddSingleton(static s => new EgressGate(new TextAnalyzer(), PrivacyPolicy.Default, LedgerKey.Create(), s.GetRequiredService<TimeProvider>()))
            .AddSingleton<IEgressLedger>(s => LedgerFile.Open(
                Path.Combine(directory, "ledger"), "bench", new Ed25519LedgerSigner(s.GetRequiredService<KeyRing>().Derive("ledger-signature")), TimeProvider.System))
            .AddSingleton<IDifficultyEstimator>(_ => DifficultyEstimator.Load(Path.Combine(models, "difficulty")))
            .AddSingleton<ITargetCatalog>(new OneTarget())
            .AddTurnEngine(new("bench", Zone.Cluster))
            .AddLocalConversations()
            .BuildServiceProvider();
        _conversations = _services.GetRequiredService<IConversations>();
    }

    /// <summary>One question in a conversation of its own, to its whole answer.</summary>
    public async Task AskAsync(string text, bool whole)
    {
        var ended = false;
        await foreach (var update in _conversations.SendTurnAsync(Caller, new() { Input = [Message.User(text)], EndOnly = whole }, CancellationToken.None))
            ended = update is TurnEnded { Turn.State: TurnState.Completed } || (update is TurnEnded e ? throw new InvalidOperationException(e.Turn.Error?.Message) : ended);
        if (!ended)
            throw new InvalidOperationException("A turn did not end.");
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private sealed class OneTarget : ITargetCatalog
    {
        private readonly ImmutableArray<ITargetConnector> _targets = [new Instant()];

        public ImmutableArray<ITargetConnector> TargetsOf(string tenant, string site) => _targets;
    }

    private sealed class Instant : ITargetConnector, IEgressCodec
    {
        public Target Target { get; } = new()
        {
            Id = "cloud@instant",
            Tier = Tier.Cloud,
            Zone = Zone.Cloud("instant"),
            Node = "instant",
            Model = new("instant"),
            Price = new(1, 4),
            Capabilities = new() { OpenEnded = true, Tools = true, JsonSchema = true },
        };

        public IEgressCodec Codec => this;

        public ReadOnlyMemory<byte> Encode(ModelRequest request) => Encoding.UTF8.GetBytes(request.Messages[^1].Text);

        public async IAsyncEnumerable<ModelUpdate> RunAsync(Cleared<ModelRequest> cleared, Invocation invocation, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            for (var i = 0; i < Pieces; i++)
                yield return new ModelText(" word");
            yield return new ModelEnded { Usage = new(25, Pieces) };
        }
    }
}
