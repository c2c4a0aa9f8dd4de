using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Orchestrator.Load.Targets;

/// <summary>Follows a numbered answer as it arrives, in whatever portions: the same bytes in the same order, or it is garbled.</summary>
internal struct NumberedText(byte[] expected)
{
    private int _position;

    public long FirstContentAt { get; private set; }

    public bool Garbled { get; private set; }

    public readonly bool IsWhole => !Garbled && _position == expected.Length;

    public static byte[] Expected(int pieces) =>
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, pieces).Select(i => i.ToString("D4", CultureInfo.InvariantCulture) + " ")));

    public void Add(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty)
            return;
        if (FirstContentAt == 0)
            FirstContentAt = Stopwatch.GetTimestamp();
        if (!expected.AsSpan(Math.Min(_position, expected.Length)).StartsWith(content))
            Garbled = true;
        _position += content.Length;
    }
}
