using System.Collections.Concurrent;

namespace Orchestrator.Routing;

/// <summary>
/// Live measurements of every target: exponentially weighted in time, so that a burst counts as one moment and an hour ago counts for
/// nothing. What was not measured lately is forgotten, so that a slow target is tried again. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class TargetMeasurements(TimeProvider time)
{
    /// <summary>After this, half of the weight of what was measured is gone.</summary>
    public static readonly TimeSpan HalfLife = TimeSpan.FromSeconds(30);

    /// <summary>After so long without an answer nothing is known of a target any more.</summary>
    public static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(5);

    // One answer after a long silence moves the means by this share, however much time went by.
    private const double MostMove = 0.5;
    private const double LeastMove = 0.05;

    private readonly ConcurrentDictionary<string, Entry> _targets = new(StringComparer.Ordinal);

    /// <summary>Takes an answer in.</summary>
    /// <param name="targetId">Who answered.</param>
    /// <param name="firstContent">From sending to the first content.</param>
    /// <param name="whole">From sending to the end.</param>
    /// <param name="usage">Tokens, when the model told.</param>
    public void Observe(string targetId, TimeSpan firstContent, TimeSpan whole, ModelUsage? usage)
    {
        var now = time.GetTimestamp();
        var tokens = Math.Max(0, usage?.OutputTokens ?? 0);
        var perToken = tokens > 1 && whole > firstContent ? (whole - firstContent) / (tokens - 1) : TimeSpan.Zero;
        var sample = new TargetMeasure(firstContent, perToken, tokens, 1);
        _targets.AddOrUpdate(
            targetId,
            static (_, s) => new(s.sample, s.now),
            static (_, entry, s) => new(Mean(entry.Measure, s.sample, Move(s.time.GetElapsedTime(entry.At, s.now))), s.now),
            (sample, now, time));
    }

    /// <summary>What is known of a target now; null when nothing is.</summary>
    /// <param name="targetId">The target.</param>
    public TargetMeasure? Of(string targetId) =>
        _targets.TryGetValue(targetId, out var entry) && time.GetElapsedTime(entry.At) < Forgotten ? entry.Measure : null;

    private static double Move(TimeSpan since) => Math.Clamp(1 - Math.Pow(0.5, since / HalfLife), LeastMove, MostMove);

    private static TargetMeasure Mean(TargetMeasure old, TargetMeasure next, double move) => new(
        old.FirstContent + ((next.FirstContent - old.FirstContent) * move),
        Known(old.PerOutputToken, next.PerOutputToken, move),
        next.OutputTokens == 0 ? old.OutputTokens : old.OutputTokens == 0 ? next.OutputTokens : old.OutputTokens + ((next.OutputTokens - old.OutputTokens) * move),
        Math.Min(TargetMeasure.MostSamples, old.Samples + 1));

    private static TimeSpan Known(TimeSpan old, TimeSpan next, double move) =>
        next == TimeSpan.Zero ? old : old == TimeSpan.Zero ? next : old + ((next - old) * move);

    private sealed record Entry(TargetMeasure Measure, long At);
}
