using System.Text;

namespace Orchestrator.Inference.Sampling;

/// <summary>Ends a text where a stop string begins, and holds back what may yet become one. Not thread-safe.</summary>
public sealed class StopStrings
{
    private readonly string[] _stops;
    private readonly StringBuilder _held = new();

    /// <summary>Makes it.</summary>
    /// <param name="stops">The strings; empty ones are ignored.</param>
    public StopStrings(IEnumerable<string> stops) => _stops = [.. stops.Where(s => s.Length > 0)];

    /// <summary>Whether a stop string was found.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Takes the next piece of text and tells what can be said now.</summary>
    /// <param name="piece">The piece.</param>
    public string Append(string piece)
    {
        if (Stopped || _stops.Length == 0)
            return Stopped ? "" : piece;
        var text = _held.Append(piece).ToString();
        _held.Clear();
        var first = _stops.Select(s => text.IndexOf(s, StringComparison.Ordinal)).Where(i => i >= 0).DefaultIfEmpty(-1).Min();
        if (first >= 0)
        {
            Stopped = true;
            return text[..first];
        }

        var keep = _stops.Max(s => Overlap(text, s));
        _held.Append(text, text.Length - keep, keep);
        return text[..^keep];
    }

    /// <summary>What was held back, when no more comes.</summary>
    public string Finish()
    {
        var rest = Stopped ? "" : _held.ToString();
        _held.Clear();
        return rest;
    }

    // How much of the end of the text is the beginning of the stop string.
    internal static int Overlap(string text, string stop)
    {
        for (var length = Math.Min(text.Length, stop.Length - 1); length > 0; length--)
        {
            if (text.AsSpan(text.Length - length).SequenceEqual(stop.AsSpan(0, length)))
                return length;
        }

        return 0;
    }
}
