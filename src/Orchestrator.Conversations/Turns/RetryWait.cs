using System.Security.Cryptography;

namespace Orchestrator.Conversations.Turns;

/// <summary>How long to wait before a plan of which every target failed is gone through again.</summary>
internal static class RetryWait
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Doubles with each round, and up to half more by chance, so that those who failed together do not come back together. What the
    /// target asks for is waited out. Null when waiting does not help or would take too long.
    /// </summary>
    /// <param name="outcome">How the last attempt went.</param>
    /// <param name="round">How often the plan was gone through again, from 0.</param>
    /// <param name="most">The longest wait.</param>
    public static TimeSpan? Of(AttemptOutcome outcome, int round, TimeSpan most)
    {
        if (!outcome.IsTransient)
            return null;
        var wait = s_first * Math.Pow(2, round);
        wait += wait * RandomNumberGenerator.GetInt32(1000) / 2000;
        if (outcome.RetryAfter is { } asked)
            wait += asked;
        return wait <= most ? wait : null;
    }
}
