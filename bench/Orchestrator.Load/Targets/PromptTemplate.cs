using System.Text;

namespace Orchestrator.Load.Targets;

/// <summary>A request body in which only eight letters differ from one request to the next.</summary>
internal sealed class PromptTemplate
{
    /// <summary>100 characters; <c>auto</c> sends it to the cloud.</summary>
    public const string Prompt = "Prove by induction that a case aaaaaaaa has infinitely many primes, and explain each step in detail.";

    private const string Slot = "aaaaaaaa";
    private readonly byte[] _body;
    private readonly int _slot;

    public PromptTemplate(byte[] body)
    {
        _body = body;
        _slot = body.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Slot));
    }

    public byte[] Body(long number)
    {
        var body = _body.AsSpan().ToArray();
        for (var i = 0; i < Slot.Length; i++)
        {
            body[_slot + i] = (byte)('b' + (number % 20));
            number /= 20;
        }

        return body;
    }
}
