using Orchestrator.Inference.Decoders;

namespace Orchestrator.Inference.Constraints;

/// <summary>Holds an answer to a grammar from its first token to its last.</summary>
internal sealed class GrammarConstraint : ITokenConstraint
{
    private readonly CompiledGrammar _grammar;
    private readonly Func<int, byte[]?> _bytesOf;
    private readonly ArgumentReader? _arguments;
    private State _state;

    public GrammarConstraint(CompiledGrammar grammar, Func<int, byte[]?> bytesOf)
    {
        (_grammar, _bytesOf) = (grammar, bytesOf);
        if (grammar.Quoted is { } quoted)
        {
            quoted.Free();
            grammar.Forget();
            _arguments = new();
        }

        _state = grammar.Automaton.Start;
    }

    public bool Finished => _state.Finished;

    /// <summary>Whether the text may end here.</summary>
    public bool Whole => _state.Whole;

    /// <exception cref="DecoderException">No token of the vocabulary can go on; it lacks bytes that the text needs.</exception>
    public bool Mask(Span<float> logits, IReadOnlyCollection<int> ends)
    {
        // What an end token may write is no part of the answer.
        var mask = _grammar.MaskOf(_state);
        var any = false;
        for (var token = 0; token < logits.Length; token++)
        {
            var may = token / 64 < mask.Length && !ends.Contains(token) && (mask[token / 64] >> (token % 64) & 1) != 0;
            may |= _state.Whole && ends.Contains(token);
            any |= may && float.IsFinite(logits[token]);
            if (!may)
                logits[token] = float.NegativeInfinity;
        }

        if (!any && !_state.Whole)
            throw new DecoderException("the answer must keep to a JSON schema, and no token of the model's vocabulary can go on; its tokenizer lacks bytes that JSON needs");
        return any;
    }

    public void Accept(int token)
    {
        var bytes = _bytesOf(token) ?? [];
        foreach (var b in bytes)
            _state = _grammar.Automaton.Next(_state, b) ?? throw new InvalidOperationException("Expected a token that the grammar allows.");
        Read(bytes);
    }

    /// <summary>Takes bytes if they are allowed; the answer is whether they were.</summary>
    public bool Try(ReadOnlySpan<byte> bytes)
    {
        var state = _state;
        foreach (var b in bytes)
        {
            if (_grammar.Automaton.Next(state, b) is not { } next)
                return false;
            state = next;
        }

        _state = state;
        Read(bytes);
        return true;
    }

    // What was quoted is not quoted again. A token is taken whole before: its end was allowed by what stood before it.
    private void Read(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in _arguments is null ? [] : bytes)
        {
            if (_arguments!.Read(b) is not { } value || !_grammar.Quoted!.Take(value))
                continue;
            _grammar.Forget();
            _state.Forget();
        }
    }
}
