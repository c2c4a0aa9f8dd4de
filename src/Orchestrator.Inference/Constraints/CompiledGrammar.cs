namespace Orchestrator.Inference.Constraints;

/// <summary>A grammar with the masks of one vocabulary, shared by the answers that must keep to it. Used by the decoder's thread alone.</summary>
internal sealed class CompiledGrammar(Grammar grammar, VocabularyTrie vocabulary, QuotedText? quoted = null)
{
    // Each mask takes a bit a token, each state some kilobytes; texts that nest endlessly make ever new ones.
    private const int MostMasks = 512, MostStates = 20_000;

    private readonly List<State> _masked = [];

    public Automaton Automaton { get; } = new(grammar);

    /// <summary>What its texts quote; null where they are free.</summary>
    public QuotedText? Quoted => quoted;

    public ulong[] MaskOf(State state)
    {
        if (state.Mask is { } mask)
            return mask;
        if (_masked.Count >= MostMasks || Automaton.Count > MostStates)
            Forget();

        _masked.Add(state);
        return state.Mask = vocabulary.Mask(Automaton, state);
    }

    /// <summary>Forgets what was worked out, as it must be once less may follow.</summary>
    public void Forget()
    {
        foreach (var old in _masked)
            old.Forget();
        _masked.Clear();
        Automaton.Forget();
    }
}
