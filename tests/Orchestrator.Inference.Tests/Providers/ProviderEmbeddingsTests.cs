using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Conversations.Embeddings;
using Orchestrator.Conversations.Journal;
using Orchestrator.Conversations.Usage;
using Orchestrator.Inference.Providers;
using Orchestrator.Inference.Providers.Prices;
using Orchestrator.Privacy;

namespace Orchestrator.Inference.Tests.Providers;

public sealed class ProviderEmbeddingsTests : IAsyncLifetime
{
    private const string Policy = """
        version: 1
        name: test
        rules:
          - name: all-may-read
            zones: ["*"]
            verdict: allow
          - name: no-cards
            zones: [cloud]
            categories: [CREDIT_CARD]
            verdict: redact
          - name: no-secrets
            zones: [cloud]
            categories: [SECRET]
            verdict: deny
        """;

    private static readonly Caller s_caller = new("acme", "ana", "home", "k1");

    private readonly MemoryLedger _ledger = new();
    private FakeProvider _provider = null!;
    private ServiceProvider _services = null!;

    private IEmbeddings Embeddings => _services.GetRequiredService<IEmbeddings>();

    public async Task InitializeAsync()
    {
        _provider = await FakeProvider.StartAsync();
        _provider.Completions = context => context.Response.WriteAsync("""{"data":[{"index":1,"embedding":[3,4]},{"index":0,"embedding":[1,2]}],"usage":{"prompt_tokens":7}}""");
        var options = new ProviderOptions { Name = "acme", BaseUrl = _provider.BaseUrl, Model = "large-1", EmbeddingModel = "embed-1", ApiKey = "sk-test" };
        _services = new ServiceCollection()
            .AddSingleton(new EngineIdentity("silo", Zone.Cluster))
            .AddSingleton(new EgressGate(new TextAnalyzer(), PrivacyPolicy.Parse(Policy), new LedgerKey(new byte[32]), TimeProvider.System))
            .AddSingleton<IEgressLedger>(_ledger)
            .AddSingleton<IBudgets, NoBudgets>()
            .AddSingleton<IUsageLog>(_ledger)
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new ProviderEmbeddings(options, TimeProvider.System))
            .AddEmbeddings(s => [s.GetRequiredService<ProviderEmbeddings>()])
            .BuildServiceProvider();
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task Texts_are_cleared_recorded_and_sent_and_their_vectors_come_in_their_order()
    {
        var answer = await AskAsync("first", "my card is 4111 1111 1111 1111");
        Assert.Equal([1f, 2f], answer.Vectors[0].ToArray());
        Assert.Equal([3f, 4f], answer.Vectors[1].ToArray());
        Assert.Equal((7, "embed-1"), (answer.Tokens, answer.Target.Model.Name));
        var sent = JsonSerializer.Deserialize<JsonElement>(_provider.Body);
        Assert.Equal(("embed-1", "first"), (sent.GetProperty("model").GetString(), sent.GetProperty("input")[0].GetString()));
        Assert.DoesNotContain("4111", Encoding.UTF8.GetString(_provider.Body), StringComparison.Ordinal);
        Assert.Equal(Verdict.Redact, Assert.Single(_ledger.Records).Entry.Verdict);
    }

    [Fact]
    public async Task What_policy_denies_is_refused_and_nothing_leaves()
    {
        var e = await Assert.ThrowsAsync<OrchestratorException>(() => AskAsync("fine", "ghp_16C7e42F292c6912E7710c838347Ae178B4a"));
        Assert.Equal(ErrorReason.PrivacyRefused, e.Error.Reason);
        Assert.DoesNotContain("ghp_", e.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0), (_provider.Requests, _ledger.Records.Count));
    }

    [Fact]
    public async Task Without_a_record_nothing_leaves()
    {
        _ledger.Broken = true;
        await Assert.ThrowsAsync<IOException>(() => AskAsync("first", "second"));
        Assert.Equal(0, _provider.Requests);
    }

    [Theory]
    [InlineData("auto", null, ErrorReason.NotFound)]
    [InlineData("embed-2", null, ErrorReason.NotFound)]
    [InlineData("embed-1", RoutePreferenceMode.OnlyDevice, ErrorReason.PreferenceUnmet)]
    public async Task A_provider_is_asked_only_by_its_name_and_as_far_as_the_preference_goes(string model, RoutePreferenceMode? mode, ErrorReason reason)
    {
        var request = new EmbeddingRequest { Inputs = [new("text", [])], Preference = new() { Model = model, Mode = mode ?? RoutePreferenceMode.Auto } };
        var e = await Assert.ThrowsAsync<OrchestratorException>(() => Embeddings.EmbedAsync(s_caller, request, CancellationToken.None));
        Assert.Equal((reason, 0), (e.Error.Reason, _provider.Requests));
    }

    [Fact]
    public async Task Tokens_that_cannot_be_read_here_are_not_sent()
    {
        var request = new EmbeddingRequest { Inputs = [new("text", []), new(null, [1, 2])], Preference = new() { Model = "embed-1" } };
        var e = await Assert.ThrowsAsync<OrchestratorException>(() => Embeddings.EmbedAsync(s_caller, request, CancellationToken.None));
        Assert.Equal((ErrorReason.Unsupported, "input[1]", 0), (e.Error.Reason, e.Error.Field, _provider.Requests));
    }

    [Theory]
    [InlineData(429, "{}", ErrorReason.Busy)]
    [InlineData(401, "{}", ErrorReason.TargetRefused)]
    [InlineData(500, "{}", ErrorReason.NoTargetAvailable)]
    [InlineData(200, "<html>", ErrorReason.NoTargetAvailable)]
    [InlineData(200, """{"data":[{"embedding":[1]}]}""", ErrorReason.NoTargetAvailable)]
    public async Task What_the_provider_does_instead_is_told_in_our_own_words(int status, string body, ErrorReason reason)
    {
        _provider.Completions = context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(body);
        };
        var e = await Assert.ThrowsAsync<OrchestratorException>(() => AskAsync("first", "second"));
        Assert.Equal(reason, e.Error.Reason);
        Assert.Contains("acme", e.Message, StringComparison.OrdinalIgnoreCase);
    }

    private Task<EmbeddingAnswer> AskAsync(params string[] texts) => Embeddings.EmbedAsync(
        s_caller, new() { Inputs = [.. texts.Select(t => new EmbeddingInput(t, []))], Preference = new() { Model = "embed-1" } }, CancellationToken.None);

    [Theory]
    [InlineData(null, 0.25)]
    [InlineData(2.0, 2.0)]
    public void They_cost_what_the_options_say_or_else_the_price_list(double? own, double price)
    {
        var list = PriceListFile.Parse("""{"version":1,"date":"2026-11-01","currency":"USD","prices":[{"model":"embed-1","input":0.25,"output":0}]}""");
        using var embeddings = new ProviderEmbeddings(
            new() { Name = "acme", BaseUrl = _provider.BaseUrl, Model = "large-1", EmbeddingModel = "embed-1", EmbeddingPricePerMillion = (decimal?)own }, TimeProvider.System, list);

        Assert.Equal((decimal)price, embeddings.Target.Price.InputPerMillion);
    }

    private sealed class MemoryLedger : IEgressLedger, IUsageLog
    {
        public List<LedgerRecord> Records { get; } = [];

        public ValueTask WriteAsync(string tenant, UsageEntry entry, CancellationToken cancellationToken) => default;

        public bool Broken { get; set; }

        public Task RecordAsync(LedgerRecord record)
        {
            if (Broken)
                return Task.FromException(new IOException("the disk is full"));
            Records.Add(record);
            return Task.CompletedTask;
        }
    }
}
