namespace Orchestrator.Crash.Tests.Lives;

/// <summary>How many crashes there were, and where.</summary>
internal sealed class CrashCounts
{
    private readonly SortedDictionary<string, int> _places = new(StringComparer.Ordinal);

    public int Crashes { get; private set; }

    public int Torn { get; set; }

    public int TurnsChecked { get; set; }

    public IReadOnlyDictionary<string, int> Places => _places;

    public void Add(string place)
    {
        Crashes++;
        _places[place] = _places.GetValueOrDefault(place) + 1;
    }

    public override string ToString() =>
        $"{Crashes} crashes ({string.Join(", ", _places.Select(p => $"{p.Value} during {p.Key}"))}), {Torn} with torn writes; {TurnsChecked} acknowledged turns checked";
}
