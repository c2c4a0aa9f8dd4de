using System.Runtime.InteropServices;

namespace Orchestrator.Conversations.Feedback;

/// <summary>
/// The answers of the last minutes by the keyed digest of who asked what, so that the same is known when it is asked again in another
/// conversation, as programs do that send everything each time. Holds no text. Thread-safe.
/// </summary>
internal sealed class RecentAnswers(TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private const int Most = 1024;

    private readonly Dictionary<UInt128, (RecentAnswer Answer, DateTimeOffset At)> _answers = [];
    private readonly Queue<(UInt128 Digest, DateTimeOffset At)> _order = [];

    public void Keep(ReadOnlySpan<byte> digest, RecentAnswer answer)
    {
        var (key, now) = (MemoryMarshal.Read<UInt128>(digest), time.GetUtcNow());
        lock (_answers)
        {
            _answers[key] = (answer, now);
            _order.Enqueue((key, now));
            while (_order.Count > Most || _order.Peek().At < now - Lifetime)
            {
                var (oldest, at) = _order.Dequeue();

                // One that was asked again since then has a later place.
                if (_answers.TryGetValue(oldest, out var kept) && kept.At == at)
                    _answers.Remove(oldest);
            }
        }
    }

    /// <summary>Gives an answer, once; null when there is none of late.</summary>
    public RecentAnswer? Take(ReadOnlySpan<byte> digest)
    {
        lock (_answers)
            return _answers.Remove(MemoryMarshal.Read<UInt128>(digest), out var kept) && kept.At >= time.GetUtcNow() - Lifetime ? kept.Answer : null;
    }
}
