using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Conversations.Embeddings;
using Orchestrator.Conversations.Journal;
using Orchestrator.Conversations.Targets;
using Orchestrator.Conversations.Usage;
using Orchestrator.Privacy;
using Orchestrator.Protocol.OpenAi;

namespace Orchestrator.Conversations.Tests.Budgets;

/// <summary>Embeddings draw on the budgets that turns draw on.</summary>
public sealed class EmbeddingBudgetTests : IUsageLog, IDisposable
{
    private readonly BudgetWorld _world = new();
    private readonly BudgetSlices _slices;
    private readonly EmbeddingModel _model = new();
    private readonly List<UsageEntry> _written = [];
    private readonly ServiceProvider _services;
    private bool _diskFails;

    public EmbeddingBudgetTests()
    {
        _world.Rules = new() { Tenant = new(2, BudgetPeriod.Total) };
        _slices = new BudgetProcess(_world, "silo").Slices;
        _services = new ServiceCollection()
            .AddSingleton(new EngineIdentity("silo", Zone.Cluster))
            .AddSingleton(new EgressGate(new TextAnalyzer(), PrivacyPolicy.Default, new LedgerKey(new byte[LedgerKey.Size]), _world.Time))
            .AddSingleton<IEgressLedger, NoLedger>()
            .AddSingleton<IBudgets>(_slices)
            .AddSingleton<IUsageLog>(this)
            .AddSingleton<TimeProvider>(_world.Time)
            .AddEmbeddings(_ => [_model])
            .BuildServiceProvider();
    }

    [Fact]
    public async Task What_they_may_cost_is_set_aside_and_written_before_they_leave_and_what_they_did_cost_is_charged()
    {
        _model.Answer = sent =>
        {
            var begun = Assert.Single(_written);
            Assert.Equal((sent * 0.01m, null), (begun.Reserved, begun.Cost));
            return 7;
        };

        var answer = await EmbedAsync();

        Assert.Equal(7, answer.Tokens);
        Assert.Equal((0.07m, new ModelUsage(7, 0), _written[0].Attempt), (_written[1].Cost!.Value, _written[1].Usage, _written[1].Attempt));
        Assert.Equal(("k", "provider", "embed-1"), (_written[1].KeyId, _written[1].Node, _written[1].Model));
        Assert.Equal(2 - 0.07m, await LeftAsync());
    }

    [Fact]
    public async Task What_may_cost_more_than_is_left_is_refused_and_nothing_leaves()
    {
        _world.Rules = new() { Tenant = new(0.5m, BudgetPeriod.Total) };

        var refused = await Assert.ThrowsAsync<OrchestratorException>(EmbedAsync);

        Assert.Equal((ErrorReason.BudgetRefused, 0, 0), (refused.Error.Reason, _model.Asked, _written.Count));
    }

    [Theory]
    [InlineData("unreachable", false)]
    [InlineData("rejected", false)]
    [InlineData("timeout", true)]
    [InlineData("cut-off", true)]
    [InlineData("protocol", true)]
    public async Task Who_refuses_is_paid_nothing_and_who_may_have_worked_is_paid_by_an_estimate(string code, bool paid)
    {
        _model.Answer = _ => throw new TargetException(code, "as scripted");

        await Assert.ThrowsAsync<OrchestratorException>(EmbedAsync);

        Assert.Equal((paid, paid ? true : null), (_written[^1].Cost > 0, _written[^1].Usage?.Estimated));
        Assert.Equal(2 - _written[^1].Cost, await LeftAsync());
    }

    [Fact]
    public async Task Tokens_that_cannot_be_are_counted_from_the_text()
    {
        _model.Answer = static _ => 1_000_000;

        var answer = await EmbedAsync();

        Assert.True(_written[^1].Usage is { Estimated: true } used && used.InputTokens == answer.Tokens && answer.Tokens < 100);
    }

    [Fact]
    public async Task What_cannot_be_written_down_does_not_leave_and_costs_nothing_more_than_was_set_aside()
    {
        _diskFails = true;

        var refused = await Assert.ThrowsAsync<OrchestratorException>(EmbedAsync);

        Assert.Equal((ErrorReason.StorageUnavailable, 0), (refused.Error.Reason, _model.Asked));
    }

    [Fact]
    public async Task A_model_without_a_price_is_not_refused_for_a_budget_and_its_tokens_are_written()
    {
        _world.Rules = new() { Tenant = new(0, BudgetPeriod.Total) };
        _model.Target = _model.Target with { Price = TargetPrice.Free };

        await EmbedAsync();

        var written = Assert.Single(_written);
        Assert.Equal((0m, 0m, 3L), (written.Reserved, written.Cost!.Value, written.Usage!.InputTokens));
    }

    public void Dispose() => _services.Dispose();

    ValueTask IUsageLog.WriteAsync(string tenant, UsageEntry entry, CancellationToken cancellationToken)
    {
        if (_diskFails)
            throw new OrchestratorException(ErrorReason.StorageUnavailable, "The disk is full.");
        _written.Add(entry);
        return default;
    }

    private Task<EmbeddingAnswer> EmbedAsync() =>
        _services.GetRequiredService<IEmbeddings>().EmbedAsync(BudgetProcess.Of("k"), new() { Inputs = [new("a plain text", [])], Preference = new() { Model = "embed-1" } }, default);

    private async Task<decimal?> LeftAsync() => (await _slices.LookAsync(BudgetProcess.Of("k"), default))!.Amount;

    private sealed class EmbeddingModel : IEmbeddingConnector
    {
        public Func<int, long> Answer { get; set; } = static _ => 3;

        public int Asked { get; private set; }

        public Target Target { get; set; } = new()
        {
            Id = "embeddings@provider",
            Tier = Tier.Cloud,
            Zone = Zone.Cloud("provider", null),
            Node = "provider",
            Model = new("embed-1"),
            Price = new(10_000, 0),
        };

        public IEgressCodec Codec(int? dimensions) => new EmbeddingsCodec("embed-1", dimensions);

        public string? Text(ImmutableArray<int> tokens) => null;

        public Task<EmbeddingAnswer> EmbedAsync(Cleared<ModelRequest> cleared, int? dimensions, CancellationToken cancellationToken)
        {
            Asked++;
            return Task.FromResult(new EmbeddingAnswer { Vectors = [new float[] { 1 }], Tokens = Answer(cleared.Buffer.Length), Target = Target });
        }
    }

    private sealed class NoLedger : IEgressLedger
    {
        public Task RecordAsync(LedgerRecord record) => Task.CompletedTask;
    }
}
