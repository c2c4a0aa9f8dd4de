using System.Globalization;
using System.Text;

namespace Orchestrator.Inference.Templates;

/// <summary>Cuts a template into text and the tokens of its tags. Whitespace is treated as with <c>trim_blocks</c> and <c>lstrip_blocks</c>, which chat templates are written for.</summary>
internal sealed class TemplateLexer
{
    private static readonly string[] s_operators = ["**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "(", ")", "[", "]", "{", "}", "<", ">", "=", ".", ":", "|", ",", ";"];

    private readonly string _source;
    private readonly List<TemplateToken> _tokens = [];
    private int _at, _line = 1;
    private bool _lineStart = true;

    private TemplateLexer(string source)
    {
        var text = source.ReplaceLineEndings("\n");
        _source = text.EndsWith('\n') ? text[..^1] : text;
    }

    public static List<TemplateToken> Read(string source) => new TemplateLexer(source).Read();

    private List<TemplateToken> Read()
    {
        while (_at < _source.Length)
        {
            var open = NextTag();
            Text(open);
            if (open < 0)
                break;
            switch (_source[open + 1])
            {
                case '#':
                    Comment();
                    break;
                case '%' when RawEnd(open) is { } inside:
                    Raw(inside);
                    break;
                default:
                    Tag(_source[open + 1] == '%');
                    break;
            }
        }

        _tokens.Add(new(TokenKind.End, "", _line));
        return _tokens;
    }

    private int NextTag()
    {
        for (var i = _source.IndexOf('{', _at); i >= 0 && i + 1 < _source.Length; i = _source.IndexOf('{', i + 1))
        {
            if (_source[i + 1] is '{' or '%' or '#')
                return i;
        }

        return -1;
    }

    private void Text(int open)
    {
        var text = open < 0 ? _source[_at..] : _source[_at..open];
        if (open >= 0)
        {
            var sign = open + 2 < _source.Length ? _source[open + 2] : ' ';
            if (sign == '-')
                text = text.TrimEnd(PythonText.Spaces);
            else if (sign != '+' && _source[open + 1] != '{')
                text = StripIndent(text);
        }

        if (text.Length > 0)
            _tokens.Add(new(TokenKind.Text, text, _line));
        Skip(open < 0 ? _source.Length : open);
    }

    private string StripIndent(string text)
    {
        var line = text.LastIndexOf('\n') + 1;
        return (line > 0 || _lineStart) && text.AsSpan(line).Trim(PythonText.Spaces).IsEmpty ? text[..line] : text;
    }

    private void Comment()
    {
        var end = _source.IndexOf("#}", _at + 2, StringComparison.Ordinal);
        if (end < 0)
            throw new TemplateException("expected '#}', found the end of the template", _line, "comment");
        var sign = end > _at + 2 ? _source[end - 1] : ' ';
        Skip(end + 2);
        After(sign, trims: true);
    }

    // Where the text of a raw block begins, if the tag at this place opens one.
    private (int Start, char Sign)? RawEnd(int open)
    {
        var at = open + 2;
        if (at < _source.Length && _source[at] is '-' or '+')
            at++;
        while (at < _source.Length && char.IsWhiteSpace(_source[at]))
            at++;
        if (!_source.AsSpan(at).StartsWith("raw", StringComparison.Ordinal))
            return null;
        at += 3;
        while (at < _source.Length && char.IsWhiteSpace(_source[at]))
            at++;
        var sign = at < _source.Length && _source[at] is '-' or '+' ? _source[at++] : ' ';
        return _source.AsSpan(at).StartsWith("%}", StringComparison.Ordinal) ? (at + 2, sign) : null;
    }

    private void Raw((int Start, char Sign) inside)
    {
        var line = _line;
        Skip(inside.Start);
        After(inside.Sign, trims: true);
        for (var open = _source.IndexOf("{%", _at, StringComparison.Ordinal); open >= 0; open = _source.IndexOf("{%", open + 2, StringComparison.Ordinal))
        {
            var at = open + 2;
            var before = at < _source.Length && _source[at] is '-' or '+' ? _source[at++] : ' ';
            while (at < _source.Length && char.IsWhiteSpace(_source[at]))
                at++;
            if (!_source.AsSpan(at).StartsWith("endraw", StringComparison.Ordinal))
                continue;
            at += 6;
            while (at < _source.Length && char.IsWhiteSpace(_source[at]))
                at++;
            var after = at < _source.Length && _source[at] is '-' or '+' ? _source[at++] : ' ';
            if (!_source.AsSpan(at).StartsWith("%}", StringComparison.Ordinal))
                continue;
            var text = _source[_at..open];
            text = before switch { '-' => text.TrimEnd(PythonText.Spaces), '+' => text, _ => StripIndent(text) };
            if (text.Length > 0)
                _tokens.Add(new(TokenKind.Text, text, _line));
            Skip(at + 2);
            After(after, trims: true);
            return;
        }

        throw new TemplateException("expected 'endraw', found the end of the template", line, "raw");
    }

    private void Tag(bool block)
    {
        var (line, depth) = (_line, 0);
        _tokens.Add(new(block ? TokenKind.OpenBlock : TokenKind.OpenOutput, "", _line));
        Skip(_at + 2);
        if (_at < _source.Length && _source[_at] is '-' or '+')
            Skip(_at + 1);
        var close = block ? "%}" : "}}";
        while (true)
        {
            while (_at < _source.Length && char.IsWhiteSpace(_source[_at]))
                Skip(_at + 1);
            if (_at >= _source.Length)
                throw new TemplateException($"expected '{close}', found the end of the template", line, block ? "a block" : "an output");
            var rest = _source.AsSpan(_at);
            var signed = rest[0] is '-' or '+' && rest[1..].StartsWith(close, StringComparison.Ordinal);
            if (depth == 0 && (signed || rest.StartsWith(close, StringComparison.Ordinal)))
            {
                var sign = signed ? rest[0] : ' ';
                _tokens.Add(new(block ? TokenKind.CloseBlock : TokenKind.CloseOutput, "", _line));
                Skip(_at + close.Length + (signed ? 1 : 0));
                After(sign, trims: block);
                return;
            }

            var token = Next();
            _tokens.Add(token);
            if (token.Kind == TokenKind.Operator)
                depth += token.Text is "(" or "[" or "{" ? 1 : token.Text is ")" or "]" or "}" && depth > 0 ? -1 : 0;
        }
    }

    private void After(char sign, bool trims)
    {
        var start = _at;
        if (sign == '-')
        {
            while (_at < _source.Length && PythonText.IsSpace(_source[_at]))
                Skip(_at + 1);
        }
        else if (trims && sign != '+' && _at < _source.Length && _source[_at] == '\n')
        {
            Skip(_at + 1);
        }

        _lineStart = _at > start && _source[_at - 1] == '\n';
    }

    private TemplateToken Next()
    {
        var (start, line, c) = (_at, _line, _source[_at]);
        if (c is '"' or '\'')
            return new(TokenKind.String, Quoted(c), line);
        if (char.IsAsciiDigit(c))
            return Number();
        if (char.IsLetter(c) || c == '_')
        {
            var end = start;
            while (end < _source.Length && (char.IsLetterOrDigit(_source[end]) || _source[end] == '_'))
                end++;
            Skip(end);
            return new(TokenKind.Name, _source[start..end], line);
        }

        foreach (var known in s_operators)
        {
            if (!_source.AsSpan(start).StartsWith(known, StringComparison.Ordinal))
                continue;
            Skip(start + known.Length);
            return new(TokenKind.Operator, known, line);
        }

        throw new TemplateException($"the character U+{(int)c:X4} means nothing here", line, "a tag");
    }

    private TemplateToken Number()
    {
        var (start, end, whole) = (_at, _at, true);
        while (end < _source.Length && (char.IsAsciiDigit(_source[end]) || _source[end] == '_'))
            end++;
        if (end + 1 < _source.Length && _source[end] == '.' && char.IsAsciiDigit(_source[end + 1]))
        {
            whole = false;
            for (end++; end < _source.Length && char.IsAsciiDigit(_source[end]);)
                end++;
        }

        if (end < _source.Length && _source[end] is 'e' or 'E')
        {
            var digits = end + 1 + (end + 1 < _source.Length && _source[end + 1] is '+' or '-' ? 1 : 0);
            if (digits < _source.Length && char.IsAsciiDigit(_source[digits]))
            {
                whole = false;
                for (end = digits; end < _source.Length && char.IsAsciiDigit(_source[end]);)
                    end++;
            }
        }

        Skip(end);
        return new(whole ? TokenKind.Integer : TokenKind.Float, _source[start..end].Replace("_", "", StringComparison.Ordinal), _line);
    }

    private string Quoted(char quote)
    {
        var (text, line) = (new StringBuilder(), _line);
        for (Skip(_at + 1); _at < _source.Length; Skip(_at + 1))
        {
            var c = _source[_at];
            if (c == quote)
            {
                Skip(_at + 1);
                return text.ToString();
            }

            if (c != '\\' || _at + 1 >= _source.Length)
            {
                text.Append(c);
                continue;
            }

            Skip(_at + 1);
            Escape(text, _source[_at]);
        }

        throw new TemplateException($"expected {quote}, found the end of the template", line, "a string");
    }

    private void Escape(StringBuilder text, char c)
    {
        var plain = c switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', 'v' => '\v', 'a' => '\a', '0' => '\0', '\\' or '\'' or '"' => c, _ => '\uffff' };
        var digits = c switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0 && _at + digits < _source.Length
            && uint.TryParse(_source.AsSpan(_at + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && code <= 0x10ffff)
        {
            text.Append(code > 0xffff ? char.ConvertFromUtf32((int)code) : ((char)code).ToString());
            Skip(_at + digits);
        }
        else if (plain != '\uffff')
        {
            text.Append(plain);
        }
        else if (c != '\n')
        {
            text.Append('\\').Append(c);
        }
    }

    private void Skip(int to)
    {
        _line += _source.AsSpan(_at, to - _at).Count('\n');
        _at = to;
    }
}
