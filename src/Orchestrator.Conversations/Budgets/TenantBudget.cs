using System.Collections.Immutable;

namespace Orchestrator.Conversations.Budgets;

/// <summary>
/// The bank of one tenant: gives slices of its budgets to holders and keeps what it gave before it tells. After a failure its host opens
/// it anew. Not thread-safe: its host asks one thing at a time.
/// </summary>
public sealed class TenantBudget
{
    internal static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(10);

    // A node draws for LeaseTime after it was heard of, and what it drew is on its way at once.
    private static readonly TimeSpan s_lostAfter = LeaseTime + TimeSpan.FromMinutes(1);
    // The books write what attempts have cost in millionths of a millionth.
    private const decimal Rounding = 0.000_001m;

    private static readonly TimeSpan s_shortFor = TimeSpan.FromSeconds(5);

    private readonly string _tenant;
    private readonly IBudgetStore _store;
    private readonly IBudgetRules _rules;
    private readonly TimeProvider _time;
    private readonly NodeSpending _nodes;
    private readonly Dictionary<string, BudgetAccount> _accounts = [];
    private readonly Dictionary<(string Budget, string Incarnation), long> _short = [];
    private readonly Dictionary<string, string> _incarnations = [];
    private readonly HashSet<string> _closed = [];

    // Starts of nodes whose books are lost, and the start that told.
    private readonly Dictionary<string, string> _lost = [];

    /// <summary>Opens the bank.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="store">What is kept.</param>
    /// <param name="rules">The budgets.</param>
    /// <param name="time">The clock that windows follow.</param>
    /// <param name="nodes">What this process saw of nodes; null for a process that has none.</param>
    public TenantBudget(string tenant, IBudgetStore store, IBudgetRules rules, TimeProvider time, NodeSpending? nodes = null) =>
        (_tenant, _store, _rules, _time, _nodes) = (tenant, store, rules, time, nodes ?? new(time));

    /// <summary>
    /// Takes in a holder's report and answers it. A holder reports only once everything that earlier starts of it spent is in the
    /// store; what those held and did not spend is free from then on. One that keeps its own books is asked what those spent, and until it
    /// tells, all that they held stays held; it does too when the books are lost and this process did not see all that was spent.
    /// </summary>
    /// <param name="report">The report.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<BudgetGrants> SyncAsync(BudgetReport report, CancellationToken cancellationToken)
    {
        if (_rules.Find(_tenant) is not { } rules)
            return BudgetGrants.None;
        var now = _time.GetUtcNow();
        if (_closed.Contains(report.Holder.Incarnation))
            return Nothing(report, rules, now);
        if (report.Holder.NodeId is { } node)
            _nodes.Heard(node, report.Holder.Incarnation);
        var changed = new HashSet<BudgetAccount>();
        var released = new HashSet<BudgetAccount>();
        if (_incarnations.GetValueOrDefault(report.Holder.Name) != report.Holder.Incarnation)
        {
            _incarnations[report.Holder.Name] = report.Holder.Incarnation;
            foreach (var account in _accounts.Values)
                await CloseGoneAsync(account, changed, cancellationToken);
        }

        foreach (var claim in report.Claims)
        {
            if (rules.Of(claim.KeyId) is not { } rule)
                continue;
            var account = await AccountAsync(claim.KeyId, rule, now, changed, cancellationToken);
            if (claim.From != account.Window.From)
                continue;
            if (report.Holder.KeepsOwnBooks && account.WasReleased(report.Holder, claim.Returned))
                released.Add(account);
            account.Report(report.Holder, claim.Spent, claim.Returned);
            if (report.Holder.KeepsOwnBooks)
                _nodes.Told(report.Holder.Incarnation, claim.KeyId, account.Window.From, claim.Spent);
        }

        foreach (var told in report.Closings.Where(c => report.Holder.KeepsOwnBooks && c.Incarnation != report.Holder.Incarnation))
            Close(report.Holder, told, changed);

        var grants = ImmutableArray.CreateBuilder<BudgetGrant>(report.Claims.Length);
        var wanting = false;
        foreach (var claim in report.Claims)
        {
            if (rules.Of(claim.KeyId) is not { } rule)
            {
                grants.Add(new(claim.KeyId, null, default));
                continue;
            }

            var account = _accounts[Name(claim.KeyId)];
            var before = account.Lease(report.Holder).Granted;

            // Until it has heard that its slice was taken back it would take what is granted for a part of that.
            var back = released.Contains(account);
            var met = back ? claim.Want <= 0 : account.Grant(report.Holder, claim.Want);
            if (account.Lease(report.Holder).Granted != before)
                changed.Add(account);
            wanting |= !met;
            grants.Add(Answer(rule, account, report.Holder, Recall(claim.KeyId, report.Holder, claim.Want, met) || back, now));
        }

        if (changed.Count > 0)
            await _store.KeepAsync(_tenant, [.. changed.Select(static a => new BudgetLeases(a.KeyId, a.Window.From, [.. a.Leases]))], cancellationToken);
        return new(grants.DrainToImmutable(), rules.ConversationLimit, wanting) { Unclosed = Unclosed(report.Holder) };
    }

    /// <summary>Frees what a node holds that does not come back. See <see cref="IBudgetReleases"/>.</summary>
    /// <param name="node">The node.</param>
    /// <param name="spent">What it spent of each budget, where somebody vouches for it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ReleaseOutcome> ReleaseAsync(string node, decimal? spent, CancellationToken cancellationToken)
    {
        if (_rules.Find(_tenant) is not { } rules)
            return new([], BudgetErrors.NoBudgets(_tenant));
        var now = _time.GetUtcNow();
        var heard = _nodes.HeardOf(node) ?? _nodes.Began;
        var mayDraw = now - heard < s_lostAfter;
        var (changed, name) = (new HashSet<BudgetAccount>(), BudgetHolder.Node(node, "").Name);
        var releases = ImmutableArray.CreateBuilder<BudgetRelease>();
        foreach (var keyId in rules.Keys.Keys.Order(StringComparer.Ordinal).Prepend(null))
        {
            if (rules.Of(keyId) is not { } rule)
                continue;
            var account = await AccountAsync(keyId, rule, now, changed, cancellationToken);
            var vouched = spent;
            foreach (var lease in account.Leases.Where(l => l.Holder.Name == name && !l.IsClosed && l.Held > l.Spent && (!mayDraw || IsLost(l))).ToArray())
            {
                var release = account.Release(lease, vouched ?? Most(lease) ?? lease.Held);
                if (vouched is not null && IsLost(lease))
                    account.Close(lease, release.Charged);
                vouched -= release.Charged;
                releases.Add(release);
                changed.Add(account);
            }
        }

        if (changed.Count > 0)
            await _store.KeepAsync(_tenant, [.. changed.Select(static a => new BudgetLeases(a.KeyId, a.Window.From, [.. a.Leases]))], cancellationToken);
        return mayDraw && releases.Count == 0
            ? new([], BudgetErrors.MayStillDraw(node, _nodes.HeardOf(node), heard + s_lostAfter))
            : new(releases.DrainToImmutable());
    }

    /// <summary>A start of a node is gone, and its successor tells what that spent, or that its books are lost.</summary>
    private void Close(BudgetHolder holder, BudgetClosing told, HashSet<BudgetAccount> changed)
    {
        if (!_accounts.TryGetValue(Name(told.KeyId), out var account) || account.Window.From != told.From
            || account.Leases.FirstOrDefault(l => l.Holder == holder with { Incarnation = told.Incarnation } && !l.IsClosed) is not { } lease)
        {
            return;
        }

        _closed.Add(told.Incarnation);

        // Books that have less than was told once are older than that, as from a copy.
        var charged = told.Charged >= lease.Spent - Rounding ? told.Charged : Most(lease);
        if (charged is { } known)
        {
            account.Close(lease, known);
            changed.Add(account);
        }
        else
        {
            _lost[told.Incarnation] = holder.Incarnation;
        }
    }

    /// <summary>The most that a start of a node can have spent; null when nobody can say.</summary>
    private decimal? Most(BudgetLease lease) => _nodes.Untold(lease.Holder.NodeId!, lease.Holder.Incarnation) is { } untold ? Math.Min(lease.Spent + untold, lease.Held) : null;

    private bool IsLost(BudgetLease lease) => _lost.ContainsKey(lease.Holder.Incarnation);

    private ImmutableArray<UnclosedLease> Unclosed(BudgetHolder holder) => !holder.KeepsOwnBooks ? [] :
    [
        .. _accounts.Values.SelectMany(a => a.Leases
            .Where(l => l.Holder.Name == holder.Name && l.Holder.Incarnation != holder.Incarnation && !l.IsClosed && _lost.GetValueOrDefault(l.Holder.Incarnation) != holder.Incarnation)
            .Select(l => new UnclosedLease(a.KeyId, a.Window, l.Holder.Incarnation))),
    ];

    /// <summary>For a word of a start that its successor has closed, and that came late.</summary>
    private static BudgetGrants Nothing(BudgetReport report, TenantBudgetRules rules, DateTimeOffset now) => new(
        [.. report.Claims.Select(c => new BudgetGrant(c.KeyId, rules.Of(c.KeyId), rules.Of(c.KeyId) is { } rule ? BudgetWindow.Of(rule.Period, now).From : default))],
        rules.ConversationLimit);

    private async ValueTask<BudgetAccount> AccountAsync(
        string? keyId, BudgetRule rule, DateTimeOffset now, HashSet<BudgetAccount> changed, CancellationToken cancellationToken)
    {
        var window = BudgetWindow.Of(rule.Period, now);
        if (!_accounts.TryGetValue(Name(keyId), out var account) || account.Window != window)
        {
            _accounts[Name(keyId)] = account = await OpenAsync(keyId, window, cancellationToken);
            await CloseGoneAsync(account, changed, cancellationToken);
        }

        account.Limit = rule.Limit;
        return account;
    }

    private async Task<BudgetAccount> OpenAsync(string? keyId, BudgetWindow window, CancellationToken cancellationToken)
    {
        var leases = await _store.LeasesAsync(_tenant, keyId, window.From, cancellationToken);
        var spent = await _store.SpentAsync(_tenant, keyId, window, cancellationToken);
        var account = new BudgetAccount(keyId, window, spent.Where(s => leases.All(l => l.Holder.Incarnation != s.Key)).Sum(static s => s.Value.Charged));
        foreach (var lease in leases)
        {
            account.Restore(lease with
            {
                Spent = lease.IsClosed ? lease.Granted
                    : lease.Holder.KeepsOwnBooks ? _nodes.ToldBy(lease.Holder.Incarnation, keyId, window.From)
                    : spent.GetValueOrDefault(lease.Holder.Incarnation).Settled,
            });
        }

        return account;
    }

    private async ValueTask CloseGoneAsync(BudgetAccount account, HashSet<BudgetAccount> changed, CancellationToken cancellationToken)
    {
        var gone = account.Leases.Where(l => !l.Holder.KeepsOwnBooks && _incarnations.TryGetValue(l.Holder.Name, out var now) && now != l.Holder.Incarnation).ToArray();
        if (gone.Length == 0)
            return;
        var spent = await _store.SpentAsync(_tenant, account.KeyId, account.Window, cancellationToken);
        foreach (var lease in gone)
            account.Close(lease.Holder, spent.GetValueOrDefault(lease.Holder.Incarnation).Charged);
        changed.Add(account);
    }

    private BudgetGrant Answer(BudgetRule rule, BudgetAccount account, BudgetHolder holder, bool recall, DateTimeOffset now)
    {
        var untilEnd = account.Window.Until - now;
        return new(account.KeyId, rule, account.Window.From)
        {
            Granted = account.Lease(holder).Granted,
            Left = account.Limit - account.Spent,
            ValidFor = untilEnd < LeaseTime ? untilEnd.Value : LeaseTime,
            Recall = recall,
            LostNode = account.Leases.FirstOrDefault(l => IsLost(l) && l.Held > l.Spent)?.Holder.NodeId,
        };
    }

    /// <summary>Notes whether a holder is short of a budget, and tells whether somebody else is.</summary>
    private bool Recall(string? keyId, BudgetHolder holder, decimal want, bool met)
    {
        var (budget, now) = (Name(keyId), _time.GetTimestamp());
        if (!met)
            _short[(budget, holder.Incarnation)] = now;
        else if (want > 0)
            _short.Remove((budget, holder.Incarnation));
        foreach (var (old, _) in _short.Where(s => _time.GetElapsedTime(s.Value, now) >= s_shortFor).ToArray())
            _short.Remove(old);

        // What was just granted is to be used, not to be given back.
        return !(met && want > 0) && _short.Keys.Any(s => s.Budget == budget && s.Incarnation != holder.Incarnation);
    }

    private static string Name(string? keyId) => keyId is null ? "" : "key " + keyId;
}
