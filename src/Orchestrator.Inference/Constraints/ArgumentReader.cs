using System.Text;

namespace Orchestrator.Inference.Constraints;

/// <summary>Tells the texts of a call's arguments from its JSON, byte by byte. The first text is the tool's name, and none of them. Not thread-safe.</summary>
internal sealed class ArgumentReader
{
    private readonly List<byte> _text = [];
    private byte _before;
    private bool _inside, _escaped, _isValue, _named;

    /// <summary>The text that ends with this byte, as it is written; null where none does.</summary>
    public string? Read(byte b)
    {
        if (!_inside)
        {
            if (b == (byte)'"')
            {
                (_inside, _isValue) = (true, _before == (byte)':');
                _text.Clear();
            }
            else if (b is not ((byte)' ' or (byte)'\n'))
            {
                _before = b;
            }

            return null;
        }

        if (_escaped || b != (byte)'"')
        {
            _escaped = !_escaped && b == (byte)'\\';
            _text.Add(b);
            return null;
        }

        (_inside, _before) = (false, b);
        if (!_isValue)
            return null;
        var first = !_named;
        _named = true;
        return first ? null : Encoding.UTF8.GetString([.. _text]);
    }
}
