using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Orchestrator.Api.Access;

/// <summary>
/// A bucket that holds a minute's worth and fills evenly, so that a burst is answered and the mean holds. In this process alone.
/// Thread-safe.
/// </summary>
/// <param name="unit">What is counted, as the protocol's headers name it: <c>requests</c> or <c>tokens</c>.</param>
/// <param name="perMinute">The most in a minute; null for no limit.</param>
/// <param name="time">The clock.</param>
internal sealed class RateLimit(string unit, int? perMinute, TimeProvider time)
{
    private readonly Lock _lock = new();
    private double _left = perMinute ?? 0;
    private long _filled = time.GetTimestamp();

    /// <summary>The most in a minute; null for no limit.</summary>
    public int? PerMinute => perMinute;

    /// <summary>Takes an amount, and tells the rest in the protocol's headers.</summary>
    /// <exception cref="OrchestratorException">So much is not left; the error says when it is, if ever.</exception>
    public void Take(long amount, IHeaderDictionary headers)
    {
        if (perMinute is not { } most)
            return;
        if (amount > most)
            throw new OrchestratorException(ErrorReason.RequestTooLarge, $"The request may take {amount} {unit}, and the API key has {most} a minute. Send less, set a lower limit of tokens, or have the key's limit raised.");
        double left;
        bool taken;
        lock (_lock)
        {
            left = Fill(most);
            taken = left >= amount;
            if (taken)
                _left = left -= amount;
        }

        headers[$"x-ratelimit-limit-{unit}"] = most.ToString(CultureInfo.InvariantCulture);
        headers[$"x-ratelimit-remaining-{unit}"] = ((long)Math.Max(0, left)).ToString(CultureInfo.InvariantCulture);
        headers[$"x-ratelimit-reset-{unit}"] = string.Create(CultureInfo.InvariantCulture, $"{(most - left) * 60_000 / most:0}ms");
        if (!taken)
        {
            throw new OrchestratorException(
                new(ErrorReason.Busy, $"The API key has {most} {unit} a minute, and used them. Wait, or have its limit raised.")
                {
                    RetryAfter = TimeSpan.FromMinutes((amount - left) / most),
                });
        }
    }

    /// <summary>Gives back what was taken and not used, or takes what was used besides.</summary>
    public void Correct(long taken, long used)
    {
        if (perMinute is not { } most)
            return;
        lock (_lock)
            _left = Math.Min(most, Fill(most) + taken - used);
    }

    private double Fill(int most)
    {
        var now = time.GetTimestamp();
        _left = Math.Min(most, _left + (time.GetElapsedTime(_filled, now).TotalMinutes * most));
        _filled = now;
        return _left;
    }
}
