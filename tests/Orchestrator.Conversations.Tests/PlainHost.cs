using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Conformance.Conversations;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Conversations.Events;
using Orchestrator.Conversations.Journal;
using Orchestrator.Conversations.Targets;
using Orchestrator.Privacy;
using Orchestrator.Routing;
using Orchestrator.Routing.Learning;
using Orchestrator.Storage.Sqlite;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Conversations.Tests;

/// <summary>A plain host on a store of its own, with a journal that a test can make fail.</summary>
internal sealed class PlainHost(
    IReadOnlyList<ITargetConnector> targets, EgressGate? gate = null, IEgressLedger? ledger = null, IBudgetRules? budgets = null, IBudgetBank? bank = null,
    TurnOptions? options = null, Action<RouterOptions>? routing = null, TimeProvider? time = null) : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Lock _starting = new();
    private ServiceProvider? _services;

    public FaultyJournal Journal => (FaultyJournal)Services.GetRequiredService<IJournal>();

    public IConversations Conversations => Services.GetRequiredService<IConversations>();

    public IBudgets Budgets => Services.GetRequiredService<IBudgets>();

    public SqliteJournal Store => Services.GetRequiredService<SqliteJournal>();

    public TurnEngine Engine => Services.GetRequiredService<TurnEngine>();

    public LearnedShifts Learned => Services.GetRequiredService<LearnedShifts>();

    /// <summary>The journal's events of a turn's conversation.</summary>
    public async Task<IReadOnlyList<ConversationEvent>> EventsAsync(TurnView turn)
    {
        var (codec, protector) = (Services.GetRequiredService<IEventCodec>(), Services.GetRequiredService<IContentProtector>());
        var key = new ConversationKey(Ann.Tenant, turn.Conversation);
        return [.. (await Journal.ReadAsync(key, 1, default)).Select(r => codec.Decode(protector.Unprotect(new(key, r.KeyId, r.LogId, r.Sequence, r.Kind), r.Content).Span))];
    }

    private ServiceProvider Services
    {
        get
        {
            // Tests ask from many threads at once, and one directory has one owner.
            lock (_starting)
                return _services ??= Start();
        }
    }

    private ServiceProvider Start() => Gated(new ServiceCollection())
        .AddSingleton<IJournal>(s => new FaultyJournal(s.GetRequiredService<SqliteJournal>()))
        .Configure<RouterOptions>(o => routing?.Invoke(o))
        .AddTestEngine(_directory.Path, Zone.Device, targets, options ?? new())
        .AddLocalConversations()
        .BuildServiceProvider();

    public async Task RestartAsync()
    {
        if (_services is not null)
            await _services.DisposeAsync();
        _services = null;
    }

    private IServiceCollection Gated(IServiceCollection services)
    {
        if (time is not null)
            services.AddSingleton(time);
        if (gate is not null)
            services.AddSingleton(gate);
        if (ledger is not null)
            services.AddSingleton(ledger);
        if (budgets is not null)
            services.AddSingleton(budgets).AddSingleton<IBudgetBank, LocalBudgetBank>();
        if (bank is not null)
            services.AddSingleton(bank);
        if (budgets is not null || bank is not null)
        {
            services.AddSingleton<IBudgets>(s => new BudgetSlices(
                new("test", Guid.NewGuid().ToString("N")), s.GetRequiredService<IBudgetBank>(), new() { MaxOutputTokens = 100, MaxWait = TimeSpan.FromMinutes(1) }, TimeProvider.System));
        }

        return services;
    }

    public async ValueTask DisposeAsync()
    {
        await RestartAsync();
        _directory.Dispose();
    }
}
