using System.Runtime.InteropServices;
using Orchestrator.Inference.Decoders;

namespace Orchestrator.Inference.Constraints;

/// <summary>Walks a grammar byte by byte. States that were met are kept, so that each is worked out once. Not thread-safe.</summary>
internal sealed class Automaton
{
    private const int MostFrames = 2000;

    private readonly Dictionary<(object[]?, int, Frame?), Frame> _frames = [];
    private readonly Dictionary<string, State> _states = [];
    private int _made;

    public Automaton(Grammar grammar)
    {
        var whole = new HashSet<Frame?>();
        Expand([grammar.Start ?? throw new ArgumentException("Expected a grammar with a start.", nameof(grammar))], 0, null, whole);
        Start = Of(whole);
    }

    public State Start { get; }

    /// <summary>How many states are kept.</summary>
    public int Count => _states.Count;

    /// <summary>Forgets the states that were met; those in use stay good.</summary>
    public void Forget()
    {
        _states.Clear();
        _frames.Clear();
        Start.Forget();
    }

    /// <summary>The state after a byte; null when it may not come.</summary>
    public State? Next(State state, byte b)
    {
        if (state.Known(b, out var next))
            return next;
        var frames = new HashSet<Frame?>();
        foreach (var frame in state.Frames)
        {
            if (frame is not null && ((ByteSet)frame.Parts[frame.At]).Has(b))
                Expand(frame.Parts, frame.At + 1, frame.Below, frames);
        }

        next = frames.Count == 0 ? null : Of(frames);
        state.Learn(b, next);
        return next;
    }

    // Adds all ways to go on from a place in a sequence, down to sets of bytes. A sequence at its end leaves nothing behind, so that lists do not make the stack grow.
    private void Expand(object[] parts, int at, Frame? below, HashSet<Frame?> found)
    {
        while (at == parts.Length)
        {
            if (below is null)
            {
                found.Add(null);
                return;
            }

            (parts, at, below) = (below.Parts, below.At, below.Below);
        }

        if (found.Count > MostFrames)
            throw new DecoderException($"the grammar of the answer has more than {MostFrames} ways to read the same beginning; make the alternatives of its schema differ earlier");
        if (parts[at] is ByteSet)
        {
            found.Add(Interned(parts, at, below));
            return;
        }

        var after = at + 1 == parts.Length ? below : Interned(parts, at + 1, below);
        foreach (var alternative in ((Rule)parts[at]).Alternatives)
            Expand(alternative, 0, after, found);
    }

    private Frame Interned(object[] parts, int at, Frame? below)
    {
        ref var frame = ref CollectionsMarshal.GetValueRefOrAddDefault(_frames, (parts, at, below), out _);
        return frame ??= new(++_made, parts, at, below);
    }

    private State Of(HashSet<Frame?> frames)
    {
        var key = string.Join(',', frames.Select(f => f?.Id ?? 0).Order());
        ref var state = ref CollectionsMarshal.GetValueRefOrAddDefault(_states, key, out _);
        return state ??= new([.. frames]);
    }
}

/// <summary>A place in a sequence, and where it goes on after it.</summary>
internal sealed class Frame(int id, object[] parts, int at, Frame? below)
{
    public int Id => id;

    public object[] Parts => parts;

    public int At => at;

    public Frame? Below => below;
}

/// <summary>All places that a text may be at.</summary>
internal sealed class State(Frame?[] frames)
{
    private State?[]? _next;
    private bool[]? _known;

    public Frame?[] Frames => frames;

    /// <summary>Whether the text may end here.</summary>
    public bool Whole { get; } = frames.Contains(null);

    /// <summary>Whether nothing can follow.</summary>
    public bool Finished { get; } = frames is [null];

    /// <summary>The tokens that may come, a bit each; null until worked out.</summary>
    public ulong[]? Mask { get; set; }

    public bool Known(byte b, out State? next)
    {
        next = _next?[b];
        return _known?[b] is true;
    }

    public void Learn(byte b, State? next)
    {
        (_next ??= new State?[256])[b] = next;
        (_known ??= new bool[256])[b] = true;
    }

    public void Forget() => (_next, _known, Mask) = (null, null, null);
}
