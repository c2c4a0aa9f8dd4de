using System.Runtime.CompilerServices;

namespace Orchestrator.Inference.Templates;

/// <summary>Reads the statements of a template.</summary>
internal sealed class TemplateParser
{
    private const int MostDepth = 100;

    private readonly ExpressionParser _expressions;
    private readonly TokenReader _tokens;
    private int _depth, _loops;

    private TemplateParser(string source)
    {
        _tokens = new(TemplateLexer.Read(source));
        _expressions = new(_tokens);
    }

    /// <exception cref="TemplateException">The template cannot be read.</exception>
    public static Body Parse(string source)
    {
        var parser = new TemplateParser(source);
        var body = parser.Until();
        return parser._tokens.Peek.Kind == TokenKind.End ? body : throw parser._tokens.Unexpected("a block", "nothing is open that this could end");
    }

    // Reads up to a block of one of these names, which is left to read.
    private Body Until(params ReadOnlySpan<string> ends)
    {
        if (++_depth > MostDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new TemplateException($"blocks nest deeper than {MostDepth}", _tokens.Peek.Line, "a block");
        var statements = new List<Statement>();
        while (true)
        {
            var token = _tokens.Peek;
            if (token.Kind == TokenKind.End || token.Kind == TokenKind.OpenBlock && (ends.Contains(_tokens.PeekAt(1).Text) || _tokens.PeekAt(1).Text.StartsWith("end", StringComparison.Ordinal)))
                break;
            _tokens.Take();
            switch (token.Kind)
            {
                case TokenKind.Text:
                    statements.Add(new Words(token.Line, token.Text));
                    break;
                case TokenKind.OpenOutput:
                    statements.Add(new Output(token.Line, _expressions.ReadTuple()));
                    _tokens.Need(TokenKind.CloseOutput, "an output");
                    break;
                default:
                    statements.Add(Block());
                    break;
            }
        }

        _depth--;
        return new(statements);
    }

    private Statement Block()
    {
        var word = _tokens.Take();
        if (word.Kind != TokenKind.Name)
            throw new TemplateException($"expected the name of a block, found {word}", word.Line, "a block");
        return word.Text switch
        {
            "if" => If(word.Line),
            "for" => For(word.Line),
            "set" => Set(word.Line),
            "macro" => Macro(word.Line),
            "call" => Call(word.Line),
            "filter" => Filter(word.Line),
            "generation" => Close(() => new Marked(word.Line, Inside("generation", word.Line))),
            "break" => Leave(word.Line, Flow.Break),
            "continue" => Leave(word.Line, Flow.Continue),
            _ => throw new TemplateException("this block is not supported; known are if, for, set, macro, call, filter, generation, break, continue and raw", word.Line, $"'{word.Text}'"),
        };
    }

    private Statement Close(Func<Statement> rest)
    {
        _tokens.Need(TokenKind.CloseBlock, "a block");
        return rest();
    }

    private Jump Leave(int line, Flow flow)
    {
        if (_loops == 0)
            throw new TemplateException("it stands outside of every loop", line, flow == Flow.Break ? "'break'" : "'continue'");
        _tokens.Need(TokenKind.CloseBlock, "a block");
        return new(line, flow);
    }

    private Body Inside(string name, int line)
    {
        var body = Until();
        End(name, line);
        return body;
    }

    private void End(string name, int line)
    {
        var open = _tokens.Take();
        if (open.Kind != TokenKind.OpenBlock || !_tokens.Peek.IsName("end" + name))
            throw new TemplateException($"expected 'end{name}', found {(open.Kind == TokenKind.End ? open : _tokens.Peek)}", open.Line, $"the '{name}' of line {line}");
        _tokens.Take();
        if (name is "macro" or "call" && _tokens.Peek.Kind == TokenKind.Name)
            _tokens.Take();
        _tokens.Need(TokenKind.CloseBlock, $"'end{name}'");
    }

    private If If(int line)
    {
        var branches = new List<(Expression, Body)>();
        Body? otherwise = null;
        var test = _expressions.ReadTuple();
        _tokens.Need(TokenKind.CloseBlock, "'if'");
        branches.Add((test, Until("elif", "else")));
        while (_tokens.Peek.Kind == TokenKind.OpenBlock && _tokens.PeekAt(1).Text is "elif" or "else" && otherwise is null)
        {
            _tokens.Take();
            if (_tokens.Take().Text == "else")
            {
                _tokens.Need(TokenKind.CloseBlock, "'else'");
                otherwise = Until();
                continue;
            }

            test = _expressions.ReadTuple();
            _tokens.Need(TokenKind.CloseBlock, "'elif'");
            branches.Add((test, Until("elif", "else")));
        }

        End("if", line);
        return new(line, branches, otherwise);
    }

    private For For(int line)
    {
        var names = Names("'for'");
        _tokens.NeedName("in", "'for'");
        var source = _expressions.ReadTuple(withChoice: false);
        var condition = _tokens.TryName("if") ? _expressions.Read() : null;
        if (_tokens.Peek.IsName("recursive"))
            throw new TemplateException("recursive loops are not supported", line, "'for'");
        _tokens.Need(TokenKind.CloseBlock, "'for'");
        _loops++;
        var body = Until("else");
        _loops--;
        Body? otherwise = null;
        if (_tokens.Peek.Kind == TokenKind.OpenBlock && _tokens.PeekAt(1).IsName("else"))
        {
            _tokens.Take();
            _tokens.Take();
            _tokens.Need(TokenKind.CloseBlock, "'else'");
            otherwise = Until();
        }

        End("for", line);
        return new(line, names, source, condition, body, otherwise);
    }

    private List<string> Names(string construct)
    {
        var names = new List<string>();
        var brackets = _tokens.Try("(");
        do
        {
            if (names.Count > 0 && _tokens.Peek.Kind != TokenKind.Name)
                break;
            names.Add(_tokens.Need(TokenKind.Name, construct).Text);
        }
        while (_tokens.Try(","));
        if (brackets)
            _tokens.NeedSign(")", construct);
        return names;
    }

    private Statement Set(int line)
    {
        var names = Names("'set'");
        if (_tokens.Try("."))
        {
            var member = _tokens.Need(TokenKind.Name, "'set'").Text;
            _tokens.NeedSign("=", "'set'");
            var made = new SetMember(line, names[0], member, _expressions.ReadTuple());
            _tokens.Need(TokenKind.CloseBlock, "'set'");
            return made;
        }

        if (_tokens.Try("="))
        {
            var made = new Set(line, names, _expressions.ReadTuple());
            _tokens.Need(TokenKind.CloseBlock, "'set'");
            return made;
        }

        var filters = _expressions.ReadFilters();
        _tokens.Need(TokenKind.CloseBlock, "'set'");
        return new Capture(line, names[0], Inside("set", line), filters);
    }

    private FilterBlock Filter(int line)
    {
        var filters = _expressions.ReadFilters(first: true);
        _tokens.Need(TokenKind.CloseBlock, "'filter'");
        return new(line, Inside("filter", line), filters);
    }

    private Macro Macro(int line)
    {
        var name = _tokens.Need(TokenKind.Name, "'macro'").Text;
        var parameters = Parameters();
        _tokens.Need(TokenKind.CloseBlock, "'macro'");
        return new(line, name, parameters, Apart("macro", line));
    }

    private CallBlock Call(int line)
    {
        var parameters = _tokens.Peek.Is("(") ? Parameters() : [];
        var (target, arguments) = _expressions.ReadCall();
        _tokens.Need(TokenKind.CloseBlock, "'call'");
        return new(line, target, arguments, parameters, Apart("call", line));
    }

    // A macro's body is no part of the loop that it may stand in.
    private Body Apart(string name, int line)
    {
        var loops = _loops;
        _loops = 0;
        var body = Inside(name, line);
        _loops = loops;
        return body;
    }

    private List<(string, Expression?)> Parameters()
    {
        var parameters = new List<(string, Expression?)>();
        _tokens.NeedSign("(", "'macro'");
        while (!_tokens.Try(")"))
        {
            if (parameters.Count > 0)
                _tokens.NeedSign(",", "'macro'");
            if (_tokens.Try(")"))
                break;
            var name = _tokens.Need(TokenKind.Name, "'macro'").Text;
            parameters.Add((name, _tokens.Try("=") ? _expressions.Read() : null));
        }

        return parameters;
    }
}
