using System.Globalization;
using Spectre.Console;

namespace Orchestrator.Cli.Routes.Replay;

/// <summary>What all replayed turns come to.</summary>
internal sealed class ReplaySummary
{
    private readonly SortedDictionary<(string Was, string Would), int> _moves = [];
    private decimal _dollarsWas, _dollarsWould;
    private double _qualityWas, _qualityWould;
    private int _sensitiveWas, _sensitiveWould, _nowSensitive, _noLongerSensitive;

    public int Turns { get; private set; }

    public int Changed { get; private set; }

    public void Add(ReplayedTurn turn)
    {
        Turns++;
        Changed += turn.Differs ? 1 : 0;
        _moves[(turn.Was.Tier, turn.Would.Tier)] = _moves.GetValueOrDefault((turn.Was.Tier, turn.Would.Tier)) + 1;
        _dollarsWas += turn.Was.Dollars;
        _dollarsWould += turn.Would.Dollars;
        _qualityWas += turn.Was.Quality;
        _qualityWould += turn.Would.Quality;
        _sensitiveWas += turn.Was.Sensitive ? 1 : 0;
        _sensitiveWould += turn.Would.Sensitive ? 1 : 0;
        _nowSensitive += !turn.Was.Sensitive && turn.Would.Sensitive ? 1 : 0;
        _noLongerSensitive += turn.Was.Sensitive && !turn.Would.Sensitive ? 1 : 0;
    }

    public void Print(IAnsiConsole console, string place)
    {
        console.MarkupLineInterpolated($"[bold]{place}[/]: {Turns} turns, {Changed} would be answered by another target");
        if (Turns == 0)
            return;
        var table = new Table().Border(TableBorder.Rounded).AddColumns("", "was", "would be");
        table.AddRow("cost, USD", Text(_dollarsWas), Text(_dollarsWould));
        table.AddRow("expected quality, mean", Text((decimal)_qualityWas / Turns), Text((decimal)_qualityWould / Turns));
        table.AddRow("sensitive turns at a provider", $"{_sensitiveWas}", $"{_sensitiveWould} ({_nowSensitive} more, {_noLongerSensitive} fewer)");
        console.Write(table);
        foreach (var ((was, would), count) in _moves)
            console.MarkupLineInterpolated($"  {was} → {would}: {count}");
    }

    private static string Text(decimal number) => number.ToString("0.######", CultureInfo.InvariantCulture);
}
