using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Conversations.Budgets;

namespace Orchestrator.Conversations.Tests.Budgets;

/// <summary>A tenant's bank, what it keeps, and processes that draw on it, over a wire that can lose what is said.</summary>
internal sealed class BudgetWorld : IBudgetStore, IBudgetRules
{
    public const string Tenant = "acme";

    private readonly Lock _lock = new();
    private readonly Dictionary<(string? KeyId, DateTimeOffset From), ImmutableArray<BudgetLease>> _leases = [];
    private readonly List<Metered> _attempts = [];
    private readonly Dictionary<string, IBudgetBooks> _books = [];
    private LocalBudgetBank? _bank;

    public FakeTimeProvider Time { get; } = new(new(2026, 3, 5, 12, 0, 0, TimeSpan.Zero));

    public TenantBudgetRules? Rules { get; set; } = new() { Tenant = new(1, BudgetPeriod.Total) };

    public TenantBudgetRules? Find(string tenant) => Rules;

    /// <summary>What attempts of a key, or of all, have cost, those that run counted at their most.</summary>
    public decimal Charged(string? keyId = null)
    {
        lock (_lock)
            return _attempts.Where(a => keyId is null || a.KeyId == keyId).Sum(static a => a.Cost ?? a.Most);
    }

    /// <summary>The bank's process ends; the next question opens it from what was kept.</summary>
    public void CrashBank() => (_bank, _nodes) = (null, null);

    /// <summary>The bank is opened anew in the same process.</summary>
    public void ReopenBank() => _bank = null;

    /// <summary>What the bank's process saw of nodes.</summary>
    public NodeSpending Nodes => _nodes ??= new(Time);

    private NodeSpending? _nodes;

    public ValueTask<ImmutableArray<BudgetRelease>> ReleaseAsync(string node, decimal? spent = null) => Bank.ReleaseAsync(Tenant, node, spent, default);

    public ValueTask<BudgetGrants> AskAsync(BudgetReport report, CancellationToken cancellationToken) => Bank.SyncAsync(report, cancellationToken);

    private LocalBudgetBank Bank
    {
        get
        {
            lock (_lock)
                return _bank ??= new(this, this, Time, Nodes);
        }
    }

    public override string ToString() =>
        string.Join("; ", _leases.SelectMany(static b => b.Value.Select(l => $"{b.Key.KeyId ?? "tenant"} {l.Holder.Incarnation} granted {l.Granted} returned {l.Returned} spent {l.Spent}"))
            .Concat(_attempts.Select(static a => $"{a.KeyId} {a.Incarnation} most {a.Most} cost {a.Cost}")));

    /// <summary>The journal of a node, which the bank cannot read.</summary>
    public IBudgetBooks Books(string node)
    {
        lock (_lock)
            return _books.TryGetValue(node, out var books) ? books : _books[node] = new NodeBooks(this, node);
    }

    /// <summary>A node's journal is lost.</summary>
    public void LoseBooks(string node)
    {
        lock (_lock)
            _books.Remove(node);
    }

    /// <summary>A lost journal is there again.</summary>
    public void FindBooks(string node, IBudgetBooks books)
    {
        lock (_lock)
            _books[node] = books;
    }

    /// <summary>What the attempts of a node have cost of which its journal knows nothing, those without an end at their most.</summary>
    public decimal OffTheBooks(string node, IReadOnlySet<string> lostStarts)
    {
        lock (_lock)
            return _attempts.Where(a => a.Books == node && lostStarts.Contains(a.Incarnation)).Sum(static a => a.Cost ?? a.Most);
    }

    public Metered Begin(string keyId, BudgetReservation drawn, string? books = null)
    {
        var attempt = new Metered(keyId, drawn.Incarnation, drawn.Most, Time.GetUtcNow()) { Books = books };
        lock (_lock)
            _attempts.Add(attempt);
        return attempt;
    }

    public void End(Metered attempt, decimal cost)
    {
        lock (_lock)
            attempt.Cost = cost;
    }

    public ValueTask<IReadOnlyDictionary<string, BudgetSpent>> SpentAsync(string tenant, string? keyId, BudgetWindow window, CancellationToken cancellationToken) =>
        Spent(null, keyId, window);

    private ValueTask<IReadOnlyDictionary<string, BudgetSpent>> Spent(string? books, string? keyId, BudgetWindow window)
    {
        lock (_lock)
        {
            return new(_attempts
                .Where(a => a.Books == books && (keyId is null || a.KeyId == keyId) && a.At >= window.From && !(a.At >= window.Until))
                .GroupBy(static a => a.Incarnation)
                .ToDictionary(static g => g.Key, static g => new BudgetSpent(g.Sum(static a => a.Cost ?? 0), g.Sum(static a => a.Cost ?? a.Most))));
        }
    }

    public ValueTask<IReadOnlyList<BudgetLease>> LeasesAsync(string tenant, string? keyId, DateTimeOffset from, CancellationToken cancellationToken) =>
        new(_leases.GetValueOrDefault((keyId, from), []));

    public ValueTask KeepAsync(string tenant, ImmutableArray<BudgetLeases> budgets, CancellationToken cancellationToken)
    {
        foreach (var budget in budgets)
            _leases[(budget.KeyId, budget.From)] = budget.Leases;
        return ValueTask.CompletedTask;
    }

    private sealed class NodeBooks(BudgetWorld world, string node) : IBudgetBooks
    {
        private readonly HashSet<string> _starts = [];

        public ValueTask BeginAsync(string tenant, string incarnation, CancellationToken cancellationToken)
        {
            _starts.Add(incarnation);
            return ValueTask.CompletedTask;
        }

        public async ValueTask<decimal?> ChargedAsync(string tenant, string? keyId, BudgetWindow window, string incarnation, CancellationToken cancellationToken) =>
            _starts.Contains(incarnation) ? (await world.Spent(node, keyId, window)).GetValueOrDefault(incarnation).Charged : null;
    }

    internal sealed class Metered(string keyId, string incarnation, decimal most, DateTimeOffset at)
    {
        /// <summary>Whose journal has it; null for the bank's.</summary>
        public string? Books { get; init; }

        public string KeyId => keyId;

        public string Incarnation => incarnation;

        public decimal Most => most;

        public DateTimeOffset At => at;

        public decimal? Cost { get; set; }
    }
}
