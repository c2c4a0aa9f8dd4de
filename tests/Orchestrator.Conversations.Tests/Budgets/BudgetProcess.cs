using Orchestrator.Conversations.Budgets;

namespace Orchestrator.Conversations.Tests.Budgets;

/// <summary>A silo, whose journal is the bank's, or a node with a journal of its own: it draws on budgets, and can be cut off and killed.</summary>
internal sealed class BudgetProcess(BudgetWorld world, string name, TimeSpan maxWait = default) : IBudgetBank
{
    private readonly List<(BudgetReservation Drawn, BudgetWorld.Metered Attempt)> _running = [];
    private int _starts = 1;

    public string Name => name;

    public bool LosesQuestions { get; set; }

    public bool LosesAnswers { get; set; }

    public int Running => _running.Count;

    private BudgetSlices? _slices;

    public BudgetSlices Slices => _slices ??= name == "silo"
        ? new(new(name, $"{name}.{_starts}"), this, new() { MaxWait = maxWait }, world.Time)
        : new(BudgetHolder.Node(name, $"{name}.{_starts}"), new OwnBooksBank(this, world.Books(name)), new() { MaxWait = maxWait }, world.Time);

    public async ValueTask<BudgetGrants> SyncAsync(BudgetReport report, CancellationToken cancellationToken)
    {
        if (LosesQuestions)
            throw new OrchestratorException(ErrorReason.HostUnavailable, "lost");
        var grants = await world.AskAsync(report, cancellationToken);
        return LosesAnswers ? throw new OrchestratorException(ErrorReason.HostUnavailable, "lost") : grants;
    }

    /// <summary>Begins an attempt; null when it was refused or has to wait.</summary>
    public async Task<ErrorReason?> TryBeginAsync(string keyId, decimal most)
    {
        try
        {
            var drawn = await Slices.ReserveAsync(Of(keyId), most, default);
            _running.Add((drawn, world.Begin(keyId, drawn, name == "silo" ? null : name)));
            if (name != "silo")
                world.Nodes.Passed(name, most);
            return null;
        }
        catch (OrchestratorException e)
        {
            return e.Error.Reason;
        }
    }

    /// <summary>What runs once a second.</summary>
    public async Task TryRefreshAsync()
    {
        try
        {
            await Slices.RefreshAsync(default);
        }
        catch (OrchestratorException)
        {
            // It is cut off.
        }
    }

    /// <summary>Ends the attempt that runs longest, if one does.</summary>
    public void End(decimal share)
    {
        if (_running.Count == 0)
            return;
        var (drawn, attempt) = _running[0];
        _running.RemoveAt(0);
        world.End(attempt, drawn.Most * share);
        drawn.Settle(drawn.Most * share);

        // A second word on the same attempt changes nothing.
        drawn.Settle(drawn.Most);
    }

    /// <summary>The process dies. What its attempts cost at most is all that is ever known of them.</summary>
    public void Crash()
    {
        _running.Clear();
        _slices = null;
        _starts++;
    }

    /// <summary>The process dies, and its journal with it.</summary>
    public void LoseJournal()
    {
        LostStarts.Add($"{name}.{_starts}");
        for (var start = 1; start < _starts; start++)
            LostStarts.Add($"{name}.{start}");
        Crash();
        world.LoseBooks(name);
    }

    /// <summary>The starts whose journal is lost.</summary>
    public HashSet<string> LostStarts { get; } = [];

    /// <summary>Ends, at its most, what has run for longer than any attempt does.</summary>
    public void EndLong()
    {
        while (_running.Count > 0 && world.Time.GetUtcNow() - _running[0].Attempt.At > TimeSpan.FromMinutes(15))
            End(1);
    }

    public static Caller Of(string keyId) => new(BudgetWorld.Tenant, "ann", "home", keyId);
}
