namespace Orchestrator.Inference.Constraints;

/// <summary>A grammar with the masks of one vocabulary, shared by the answers that must keep to it. Used by the decoder's thread alone.</summary>
internal sealed class CompiledGrammar(Grammar grammar, VocabularyTrie vocabulary)
{
    // Each mask takes a bit a token, each state some kilobytes; texts that nest endlessly make ever new ones.
    private const int MostMasks = 512, MostStates = 20_000;

    private readonly List<State> _masked = [];

    public Automaton Automaton { get; } = new(grammar);

    public ulong[] MaskOf(State state)
    {
        if (state.Mask is { } mask)
            return mask;
        if (_masked.Count >= MostMasks || Automaton.Count > MostStates)
        {
            foreach (var old in _masked)
                old.Forget();
            _masked.Clear();
            Automaton.Forget();
        }

        _masked.Add(state);
        return state.Mask = vocabulary.Mask(Automaton, state);
    }
}
