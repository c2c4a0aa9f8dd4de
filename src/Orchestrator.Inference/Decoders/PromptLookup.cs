namespace Orchestrator.Inference.Decoders;

/// <summary>
/// Guesses the next tokens of one answer: what followed when its last tokens stood in the prompt or the answer before (prompt lookup
/// decoding). The model reads the guess in one step and keeps what it would have chosen itself. Counts alone decide when it guesses, so
/// that the same request guesses the same. Not thread-safe.
/// </summary>
internal sealed class PromptLookup
{
    // The last three tokens: two are met by chance in most texts.
    private const int Match = 3, Longest = 8, Shortest = 2, Misses = 3, Pause = 24;

    private int _length = 4, _missed, _wait;

    /// <summary>The guess, empty for none.</summary>
    /// <param name="read">The tokens that the model has read.</param>
    /// <param name="last">The token that it reads next.</param>
    /// <param name="room">How many may follow.</param>
    public ReadOnlySpan<int> Draft(ReadOnlySpan<int> read, int last, int room)
    {
        if (_wait > 0)
        {
            _wait--;
            return [];
        }

        var length = Math.Min(_length, room);
        if (read.Length < Match || length < Shortest)
            return [];
        var (first, second) = (read[^2], read[^1]);
        for (var at = read.Length - 2; at >= Match - 1; at--)
        {
            if (read[at] == last && read[at - 1] == second && read[at - 2] == first)
                return read.Slice(at + 1, Math.Min(length, read.Length - at - 1));
        }

        return [];
    }

    /// <summary>Takes how much of a guess was right.</summary>
    public void Learn(int drafted, int accepted)
    {
        if (accepted == drafted)
            (_length, _missed) = (Math.Min(Longest, _length * 2), 0);
        else if (accepted > drafted / 2)
            _missed = 0;
        else if (++_missed >= Misses)
            (_length, _missed, _wait) = (Shortest * 2, 0, Pause);
        else
            _length = Math.Max(Shortest, _length / 2);
    }
}
