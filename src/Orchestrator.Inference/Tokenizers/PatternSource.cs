using System.Buffers;
using System.Text;

namespace Orchestrator.Inference.Tokenizers;

/// <summary>A regular expression as tokenizers write it, which is Oniguruma's language. What .NET writes otherwise is written so: possessive repetition, hexadecimal digits, the Chinese script.</summary>
internal sealed class PatternSource(string onig)
{
    private const string Han = @"\u2E80-\u2E99\u2E9B-\u2EF3\u2F00-\u2FD5\u3005\u3007\u3021-\u3029\u3038-\u303B\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFA6D\uFA70-\uFAD9";

    private static readonly SearchValues<char> s_count = SearchValues.Create("0123456789,");

    private readonly StringBuilder _made = new();
    private readonly Stack<int> _groups = new();
    private int _at, _atom;

    /// <summary>The expression as .NET writes it. Once.</summary>
    public string ToNet()
    {
        while (_at < onig.Length)
            Next();
        return _made.ToString();
    }

    private void Next()
    {
        switch (onig[_at])
        {
            case '(':
                _groups.Push(_made.Length);
                Copy(1);
                break;
            case ')':
                _atom = _groups.TryPop(out var open) ? open : _made.Length;
                Copy(1);
                break;
            case '[':
                _atom = _made.Length;
                Class();
                break;
            case '*' or '+' or '?':
                Repeat(1);
                break;
            case '{' when onig.IndexOf('}', _at) is > 0 and var end && onig.AsSpan(_at + 1, end - _at - 1).IndexOfAnyExcept(s_count) < 0:
                Repeat(end + 1 - _at);
                break;
            default:
                _atom = _made.Length;
                Single(inClass: false);
                break;
        }
    }

    // An expression that never gives back what it took is an atomic group to .NET.
    private void Repeat(int length)
    {
        var counted = onig[_at] == '{';
        Copy(length);
        if (counted || _at >= onig.Length || onig[_at] != '+')
            return;
        _at++;
        _made.Insert(_atom, "(?>").Append(')');
    }

    private void Class()
    {
        Copy(_at + 1 < onig.Length && onig[_at + 1] == '^' ? 2 : 1);
        for (var first = true; _at < onig.Length; first = false)
        {
            if (onig[_at] == ']' && !first)
            {
                Copy(1);
                return;
            }

            // .NET writes classes within classes otherwise, or not at all.
            if (onig[_at] == '[' || onig[_at] == '&' && _at + 1 < onig.Length && onig[_at + 1] == '&')
                throw new FormatException($"a class within a class at character {_at} of its expression is not supported");
            Single(inClass: true);
        }
    }

    private void Single(bool inClass)
    {
        if (onig[_at] != '\\' || _at + 1 >= onig.Length)
        {
            Copy(1);
            return;
        }

        var rest = onig.AsSpan(_at);
        if (rest[1] is 'h' or 'H')
        {
            _made.Append(inClass && rest[1] == 'h' ? "0-9a-fA-F" : rest[1] == 'h' ? "[0-9a-fA-F]" : "[^0-9a-fA-F]");
            _at += 2;
        }
        else if (rest.StartsWith(@"\p{Han}") || rest.StartsWith(@"\p{script=Han}"))
        {
            _made.Append(inClass ? Han : $"[{Han}]");
            _at += rest.IndexOf('}') + 1;
        }
        else
        {
            Copy(rest[1] is 'p' or 'P' && rest.IndexOf('}') is > 0 and var end ? end + 1 : 2);
        }
    }

    private void Copy(int length)
    {
        _made.Append(onig, _at, length);
        _at += length;
    }
}
