using System.Globalization;
using Orchestrator.Conversations.Targets;

namespace Orchestrator.Inference.Providers;

/// <summary>
/// Ends an answer that trickles: each portion breaks the silence, and still nobody can wait for the end. Only the time that was spent
/// waiting for the provider counts, so a slow reader is no slow provider. Not thread-safe.
/// </summary>
/// <param name="options">The provider's limits.</param>
internal sealed class RateWatch(ProviderOptions options)
{
    private const double BytesPerToken = 4;

    private TimeSpan _waited;
    private double _tokens;
    private bool _begun;

    /// <summary>Looks at one event of the answer. The watch begins with the first, however long that took.</summary>
    /// <param name="waited">How long it was waited for.</param>
    /// <param name="bytes">How much longer the answer is for it; none for an event of reasoning, which is counted as one token.</param>
    /// <exception cref="TargetException"><c>timeout</c>: the answer came too slowly for as long as the window.</exception>
    public void Add(TimeSpan waited, long bytes)
    {
        if (options.MinTokensPerSecond <= 0)
            return;
        if (_begun)
            _waited += waited;
        _begun = true;
        _tokens += Math.Max(1, bytes / BytesPerToken);
        if (_waited < options.RateWindow)
            return;
        var rate = _tokens / _waited.TotalSeconds;
        if (rate < options.MinTokensPerSecond)
        {
            throw new TargetException("timeout", string.Create(
                CultureInfo.InvariantCulture,
                $"{options.Name} answered with {rate:0.##} tokens a second, fewer than its MinTokensPerSecond ({options.MinTokensPerSecond:0.##})"));
        }

        (_waited, _tokens) = (TimeSpan.Zero, 0);
    }
}
