using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Orchestrator.Api.Access;

/// <summary>
/// A bucket that holds a minute's calls and fills evenly, so that a burst is answered and the mean holds. In this process alone.
/// Thread-safe.
/// </summary>
internal sealed class RequestLimit(int? perMinute, TimeProvider time)
{
    private readonly Lock _lock = new();
    private double _left = perMinute ?? 0;
    private long _filled = time.GetTimestamp();

    /// <summary>Takes one call, and tells the rest in the protocol's headers.</summary>
    /// <exception cref="OrchestratorException">There is none left; the error says when there is.</exception>
    public void Take(IHeaderDictionary headers)
    {
        if (perMinute is not { } most)
            return;
        double left;
        bool taken;
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _left = Math.Min(most, _left + (time.GetElapsedTime(_filled, now).TotalMinutes * most));
            _filled = now;
            taken = _left >= 1;
            if (taken)
                _left--;
            left = _left;
        }

        headers["x-ratelimit-limit-requests"] = most.ToString(CultureInfo.InvariantCulture);
        headers["x-ratelimit-remaining-requests"] = ((int)left).ToString(CultureInfo.InvariantCulture);
        headers["x-ratelimit-reset-requests"] = string.Create(CultureInfo.InvariantCulture, $"{(most - left) * 60_000 / most:0}ms");
        if (!taken)
        {
            throw new OrchestratorException(
                new(ErrorReason.Busy, $"The API key may begin {most} turns a minute, and has. Wait, or have RequestsPerMinute raised.")
                {
                    RetryAfter = TimeSpan.FromMinutes((1 - left) / most),
                });
        }
    }
}
