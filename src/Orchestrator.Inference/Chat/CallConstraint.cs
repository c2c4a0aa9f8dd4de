using Orchestrator.Inference.Constraints;

namespace Orchestrator.Inference.Chat;

/// <summary>Leaves an answer free until it opens the call of a tool, and holds the call to the tools that are declared.</summary>
internal sealed class CallConstraint(CompiledGrammar grammar, byte[] open, bool onlyAtStart, Func<int, byte[]?> bytesOf, bool onlyOnce = false) : ITokenConstraint
{
    private readonly List<byte> _last = [];
    private GrammarConstraint? _inside;
    private bool _begun;

    public bool Finished => (onlyAtStart || onlyOnce) && _inside is { Finished: true };

    public bool Mask(Span<float> logits, IReadOnlyCollection<int> ends) => _inside is not { Finished: false } inside || inside.Mask(logits, ends);

    public void Accept(int token)
    {
        if (_inside is { Finished: false })
        {
            _inside.Accept(token);
            return;
        }

        var bytes = bytesOf(token) ?? [];
        for (var i = 0; i < bytes.Length; i++)
        {
            _last.Add(bytes[i]);
            if (_last.Count > open.Length)
                _last.RemoveAt(0);
            if (onlyAtStart && _begun || !_last.SequenceEqual(open))
            {
                _begun |= bytes[i] is not ((byte)' ' or (byte)'\n');
                continue;
            }

            // What follows the mark in the same token must fit as well; where it does not, the answer stays free.
            var inside = new GrammarConstraint(grammar, bytesOf);
            if (inside.Try(bytes.AsSpan(i + 1)))
            {
                (_inside, _begun) = (inside, true);
                _last.Clear();
                return;
            }
        }
    }
}
