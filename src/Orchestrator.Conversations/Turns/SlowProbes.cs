using System.Collections.Immutable;
using System.Globalization;
using Orchestrator.Conversations.Targets;
using Orchestrator.Routing;
using Orchestrator.Routing.Difficulty;

namespace Orchestrator.Conversations.Turns;

/// <summary>Asks the models that take longer to say how sure they are, where that can change the decision, for a bounded time each. Thread-safe.</summary>
internal sealed class SlowProbes(Router router, TimeSpan patience, TimeProvider time)
{
    private readonly string _silent = string.Create(CultureInfo.InvariantCulture, $"it did not say within {patience.TotalMilliseconds:0} ms how sure it is of this");

    /// <summary>The input with what they say. One that says nothing in time takes this request for not its own.</summary>
    /// <param name="input">The input, with a candidate for each connector.</param>
    /// <param name="connectors">The connectors.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<RouteInput> AskAsync(RouteInput input, ImmutableArray<ITargetConnector> connectors, ModelRequest request, CancellationToken cancellationToken)
    {
        for (var i = 0; i < connectors.Length; i++)
        {
            var candidate = input.Candidates[i];
            if (connectors[i].SlowProbe is not { } probe || !ProbeWorth.IsWorthAsking(input.Difficulty, candidate.Target.Tier) || !router.DependsOnConfidence(input, i))
                continue;
            var told = await WaitAsync(probe, request, cancellationToken) is { } confidence
                ? candidate with { Confidence = confidence }
                : candidate with { Target = candidate.Target with { Unavailable = _silent } };
            input = input with { Candidates = input.Candidates.SetItem(i, told) };
        }

        return input;
    }

    private async Task<double?> WaitAsync(ISlowProbe probe, ModelRequest request, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await probe.ProbeAsync(request, either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
