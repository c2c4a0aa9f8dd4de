using System.Collections.Immutable;
using System.Globalization;
using Orchestrator.Conversations.Targets;
using Orchestrator.Routing;
using Orchestrator.Routing.Difficulty;

namespace Orchestrator.Conversations.Turns;

/// <summary>
/// Asks the models that take longer to say how sure they are, where that can change the decision, for a bounded time each. The bound is there
/// for one that hangs: a machine that is merely busy shall not decide otherwise than an idle one. Thread-safe.
/// </summary>
internal sealed class SlowProbes(Router router, TimeSpan patience, TimeProvider time)
{
    private const string Unable = "it cannot say now how sure it is of this: it is busy, or its model does not run";
    private const string Late = "it was not asked how sure it is of this: others had taken the time that the caller allows for that";

    /// <summary>The input with what they say. One that says nothing is passed over, and why is told.</summary>
    /// <param name="input">The input, with a candidate for each connector.</param>
    /// <param name="connectors">The connectors.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<RouteInput> AskAsync(RouteInput input, ImmutableArray<ITargetConnector> connectors, ModelRequest request, CancellationToken cancellationToken)
    {
        // Who is in a hurry has half of the time left for the answer, however many are asked.
        var (hurry, began) = (input.Preference.MaxLatency / 2, time.GetTimestamp());
        for (var i = 0; i < connectors.Length; i++)
        {
            var candidate = input.Candidates[i];
            if (connectors[i].SlowProbe is not { } probe || !ProbeWorth.IsWorthAsking(input.Difficulty, candidate.Target.Tier) || !router.DependsOnConfidence(input, i))
                continue;
            var wait = hurry - time.GetElapsedTime(began) is { } left && left < patience ? left : patience;
            var (confidence, silence) = wait > TimeSpan.Zero ? await WaitAsync(probe, request, wait, cancellationToken) : (null, Late);
            candidate = silence is null ? candidate with { Confidence = confidence } : candidate with { Target = candidate.Target with { Unavailable = silence } };
            input = input with { Candidates = input.Candidates.SetItem(i, candidate) };
        }

        return input;
    }

    private async Task<(double? Confidence, string? Silence)> WaitAsync(ISlowProbe probe, ModelRequest request, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            if (await probe.ProbeAsync(request, either.Token).WaitAsync(either.Token) is { } confidence)
                return (confidence, null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Told below, as of one that gives up by itself when it is stopped.
        }

        return (null, limit.IsCancellationRequested ? string.Create(CultureInfo.InvariantCulture, $"it did not say within {wait.TotalMilliseconds:0} ms how sure it is of this") : Unable);
    }
}
