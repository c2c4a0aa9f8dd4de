using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Orchestrator.Inference.Constraints;
using Orchestrator.Inference.Sampling;

namespace Orchestrator.Inference.Decoders;

/// <summary>An answer that is being written. One reader.</summary>
public sealed class Generation
{
    private readonly Channel<SampledToken> _tokens = Channel.CreateUnbounded<SampledToken>(new() { SingleReader = true, SingleWriter = true });
    private readonly IReadOnlyCollection<int> _ends;
    private readonly Sampler _sampler;
    private readonly int _most;
    private readonly ITokenConstraint? _constraint;
    private readonly Action<ReadOnlySpan<float>>? _look;

    internal Generation(GenerationRequest request, DecoderModel model, long seed, CancellationToken cancellationToken)
    {
        (Prompt, Stop, Seeded) = ([.. request.Prompt], cancellationToken, request.Sampling.Seed is not null);
        _ends = request.EndTokens ?? [.. model.Config.EndTokens];
        _sampler = new(request.Sampling, request.Prompt, seed);
        _constraint = request.Constraint;
        _look = request.Look;
        _most = Math.Min(request.MaxTokens ?? int.MaxValue, model.Context - Prompt.Length);
    }

    /// <summary>How many of the prompt's tokens were read before, for an earlier request.</summary>
    public int Remembered { get; internal set; }

    /// <summary>How many tokens were written.</summary>
    public int Written { get; private set; }

    /// <summary>Why it ended: <c>stop</c> at a token that ends answers, <c>length</c> at the limit; null before.</summary>
    public string? FinishReason { get; private set; }

    internal int[] Prompt { get; }

    internal CancellationToken Stop { get; }

    internal bool Seeded { get; }

    internal DecoderSequence? Sequence { get; set; }

    internal int Last { get; private set; }

    internal PromptLookup Lookup { get; } = new();

    /// <summary>How many tokens were guessed rightly, and so read together with others.</summary>
    public int Guessed { get; internal set; }

    internal int Left => _most - Written;

    internal int Expected => Prompt.Length + _most;

    /// <summary>The tokens as they are written.</summary>
    /// <param name="cancellationToken">Stops reading; the answer itself is stopped by the token that it was started with.</param>
    /// <exception cref="DecoderException">The model failed.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async IAsyncEnumerable<SampledToken> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Stop);
        await foreach (var token in _tokens.Reader.ReadAllAsync(either.Token))
            yield return token;
    }

    /// <summary>Chooses the next token; the answer is whether another follows.</summary>
    internal bool Choose(Span<float> logits)
    {
        if (_look is not null)
        {
            _look(logits);
            return End("stop");
        }

        if (_constraint?.Mask(logits, _ends) is false)
            return End("stop");
        var token = _sampler.Next(logits);
        if (_ends.Contains(token.Id))
            return End("stop");
        _constraint?.Accept(token.Id);
        Last = token.Id;
        Written++;
        _tokens.Writer.TryWrite(token);
        if (_constraint is { Finished: true })
            return End("stop");
        return Written < _most || End("length");
    }

    internal void Fail(Exception exception) => _tokens.Writer.TryComplete(exception);

    private bool End(string reason)
    {
        FinishReason = reason;
        _tokens.Writer.TryComplete();
        return false;
    }
}
