namespace Orchestrator.Privacy;

/// <summary>How random a text is.</summary>
internal static class Entropy
{
    /// <summary>Shannon's entropy in bits a character.</summary>
    public static double Of(ReadOnlySpan<char> text)
    {
        Span<int> counts = stackalloc int[128];
        counts.Clear();
        foreach (var c in text)
            counts[c & 127]++;
        double bits = 0;
        foreach (var count in counts)
        {
            if (count > 0)
                bits -= (double)count / text.Length * Math.Log2((double)count / text.Length);
        }

        return bits;
    }
}
