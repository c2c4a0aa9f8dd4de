using System.Runtime.CompilerServices;

namespace Orchestrator.Grains.Conversations;

/// <summary>What becomes of a call to a grain whose silo stops, starts, is overloaded or does not answer: an error that callers know, worth a repeat.</summary>
internal static class HostFaults
{
    public static OrchestratorError? Of(Exception e) => e switch
    {
        TimeoutException => Error("did not answer in time; whether it acted is unknown"),
        EnumerationAbortedException => Error("stopped in the middle of the answer"),
        OrleansException or ObjectDisposedException => Error("stops, starts or is overloaded, and took nothing on that it has not confirmed"),
        _ => null,
    };

    public static async Task<GrainReply> ExplainAsync(Task<GrainReply> reply)
    {
        try
        {
            return await reply;
        }
        catch (Exception e) when (Of(e) is { } error)
        {
            throw new OrchestratorException(error, e);
        }
    }

    public static async ValueTask<T> ExplainAsync<T>(ValueTask<T> answer)
    {
        try
        {
            return await answer;
        }
        catch (Exception e) when (Of(e) is { } error)
        {
            throw new OrchestratorException(error, e);
        }
    }

    public static async IAsyncEnumerable<GrainReply> ExplainAsync(
        IAsyncEnumerable<GrainReply> replies, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reading = replies.GetAsyncEnumerator(cancellationToken);
        try
        {
            while (await NextAsync(reading))
                yield return reading.Current;
        }
        finally
        {
            await LeaveAsync(reading);
        }
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<GrainReply> reading)
    {
        try
        {
            return await reading.MoveNextAsync();
        }
        catch (Exception e) when (Of(e) is { } error)
        {
            throw new OrchestratorException(error, e);
        }
    }

    private static async ValueTask LeaveAsync(IAsyncEnumerator<GrainReply> reading)
    {
        try
        {
            await reading.DisposeAsync();
        }
        catch (Exception e) when (Of(e) is not null)
        {
            // Leaving tells the grain that nobody reads any more; a grain that is gone need not be told.
        }
    }

    private static OrchestratorError Error(string what) =>
        new(ErrorReason.HostUnavailable, $"The cluster's host of this conversation {what}. Send the same request again after a moment.");
}
