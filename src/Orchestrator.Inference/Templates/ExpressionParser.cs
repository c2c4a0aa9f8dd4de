using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Orchestrator.Inference.Templates;

/// <summary>Reads expressions, in the order of precedence that Jinja has.</summary>
internal sealed class ExpressionParser(TokenReader tokens)
{
    private const int MostDepth = 100;

    private int _depth;

    /// <summary>An expression, or several with commas between them, which make a list.</summary>
    public Expression ReadTuple(bool withChoice = true)
    {
        var line = tokens.Peek.Line;
        var first = withChoice ? Read() : Or();
        if (!tokens.Peek.Is(","))
            return first;
        var items = new List<Expression> { first };
        while (tokens.Try(","))
        {
            if (tokens.Peek.Kind is TokenKind.CloseBlock or TokenKind.CloseOutput || tokens.Peek.Is(")"))
                break;
            items.Add(withChoice ? Read() : Or());
        }

        return new ListOf(line, items);
    }

    public Expression Read()
    {
        if (++_depth > MostDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new TemplateException($"expressions nest deeper than {MostDepth}", tokens.Peek.Line, "an expression");
        var line = tokens.Peek.Line;
        var value = Or();
        while (tokens.TryName("if"))
        {
            var test = Or();
            value = new Choice(line, test, value, tokens.TryName("else") ? Read() : null);
        }

        _depth--;
        return value;
    }

    /// <summary>Filters without the value that they are for.</summary>
    /// <param name="first">Whether the first has no sign before it.</param>
    public Func<Expression, Expression> ReadFilters(bool first = false)
    {
        var read = new List<(int Line, string Name, ArgumentList Arguments)>();
        while (first || tokens.Try("|"))
        {
            first = false;
            read.Add(FilterName());
        }

        return value => read.Aggregate(value, (v, f) => new Filter(f.Line, v, f.Name, f.Arguments));
    }

    /// <summary>A call, apart into what is called and with what.</summary>
    public (Expression Target, ArgumentList Arguments) ReadCall()
    {
        Expression target = new Name(tokens.Peek.Line, tokens.Need(TokenKind.Name, "'call'").Text);
        while (tokens.Try("."))
            target = new Attribute(tokens.Peek.Line, target, tokens.Need(TokenKind.Name, "'call'").Text);
        return (target, Arguments("'call'"));
    }

    private Expression Or()
    {
        var value = And();
        while (tokens.Peek is { } sign && tokens.TryName("or"))
            value = new Binary(sign.Line, "or", value, And());
        return value;
    }

    private Expression And()
    {
        var value = Not();
        while (tokens.Peek is { } sign && tokens.TryName("and"))
            value = new Binary(sign.Line, "and", value, Not());
        return value;
    }

    private Expression Not()
    {
        var sign = tokens.Peek;
        if (!tokens.TryName("not"))
            return Compared();
        if (++_depth > MostDepth)
            throw new TemplateException($"expressions nest deeper than {MostDepth}", sign.Line, "'not'");
        var operand = Not();
        _depth--;
        return new Unary(sign.Line, "not", operand);
    }

    private Expression Compared()
    {
        var line = tokens.Peek.Line;
        var first = Sum();
        var rest = new List<(string, Expression)>();
        while (true)
        {
            var token = tokens.Peek;
            if (token.Kind == TokenKind.Operator && token.Text is "==" or "!=" or "<" or "<=" or ">" or ">=" || token.IsName("in"))
            {
                tokens.Take();
                rest.Add((token.Text, Sum()));
            }
            else if (token.IsName("not") && tokens.PeekAt(1).IsName("in"))
            {
                tokens.Take();
                tokens.Take();
                rest.Add(("not in", Sum()));
            }
            else
            {
                return rest.Count == 0 ? first : new Comparison(line, first, rest);
            }
        }
    }

    private Expression Sum() => Chain(Joined, "+", "-");

    private Expression Joined() => Chain(Product, "~");

    private Expression Product() => Chain(Power, "*", "/", "//", "%");

    private Expression Power() => Chain(() => Signed(filters: true), "**");

    private Expression Chain(Func<Expression> part, params ReadOnlySpan<string> signs)
    {
        var value = part();
        while (tokens.Peek is { Kind: TokenKind.Operator } sign && signs.Contains(sign.Text))
        {
            tokens.Take();
            value = new Binary(sign.Line, sign.Text, value, part());
        }

        return value;
    }

    private Expression Signed(bool filters)
    {
        var sign = tokens.Peek;
        Expression value;
        if (sign.Is("-") || sign.Is("+"))
        {
            tokens.Take();
            if (++_depth > MostDepth)
                throw new TemplateException($"expressions nest deeper than {MostDepth}", sign.Line, $"operator '{sign.Text}'");
            value = new Unary(sign.Line, sign.Text, Signed(filters: false));
            _depth--;
        }
        else
        {
            value = Primary();
        }

        value = Postfix(value);
        return filters ? Filtered(value) : value;
    }

    private Expression Filtered(Expression value)
    {
        while (true)
        {
            var token = tokens.Peek;
            if (tokens.Try("|"))
            {
                var (line, name, arguments) = FilterName();
                value = new Filter(line, value, name, arguments);
            }
            else if (tokens.TryName("is"))
            {
                value = Tested(value, token.Line);
            }
            else if (token.Is("("))
            {
                value = new Call(token.Line, value, Arguments("a call"));
            }
            else
            {
                return value;
            }
        }
    }

    private (int Line, string Name, ArgumentList Arguments) FilterName()
    {
        var name = tokens.Need(TokenKind.Name, "a filter");
        return (name.Line, name.Text, tokens.Peek.Is("(") ? Arguments($"filter '{name.Text}'") : ArgumentList.Empty);
    }

    private Expression Tested(Expression value, int line)
    {
        var no = tokens.TryName("not");
        var name = tokens.Need(TokenKind.Name, "'is'").Text;
        var arguments = ArgumentList.Empty;
        if (tokens.Peek.Is("("))
            arguments = Arguments($"test '{name}'");
        else if (tokens.Peek is { Kind: TokenKind.String or TokenKind.Integer or TokenKind.Float } || tokens.Peek.Is("[") || tokens.Peek.Is("{") || tokens.Peek is { Kind: TokenKind.Name, Text: not ("else" or "or" or "and" or "if" or "in" or "not" or "is") })
            arguments = new([Postfix(Primary())], []);
        Expression test = new Test(line, value, name, arguments);
        return no ? new Unary(line, "not", test) : test;
    }

    private Expression Postfix(Expression value)
    {
        while (true)
        {
            var token = tokens.Peek;
            if (tokens.Try("."))
            {
                var name = tokens.Take();
                value = name.Kind switch
                {
                    TokenKind.Name => new Attribute(name.Line, value, name.Text),
                    TokenKind.Integer => new Index(name.Line, value, new Literal(name.Line, Whole(name.Text))),
                    _ => throw new TemplateException($"expected a name, found {name}", name.Line, "'.'"),
                };
            }
            else if (tokens.Try("["))
            {
                value = Subscript(value, token.Line);
                tokens.NeedSign("]", "[…]");
            }
            else if (token.Is("("))
            {
                value = new Call(token.Line, value, Arguments("a call"));
            }
            else
            {
                return value;
            }
        }
    }

    private Expression Subscript(Expression value, int line)
    {
        var bounds = new Expression?[3];
        var at = 0;
        while (!tokens.Peek.Is("]"))
        {
            if (tokens.Try(":"))
                at++;
            else
                bounds[at] = bounds[at] is null ? Read() : throw tokens.Unexpected("[…]", "expected ']'");
            if (at > 2)
                throw tokens.Unexpected("a slice", "expected ']'");
        }

        return at > 0 ? new Slice(line, value, bounds[0], bounds[1], bounds[2])
            : new Index(line, value, bounds[0] ?? throw tokens.Unexpected("[…]", "expected a key"));
    }

    private ArgumentList Arguments(string construct)
    {
        var values = new List<Expression>();
        var named = new List<(string, Expression)>();
        tokens.NeedSign("(", construct);
        while (!tokens.Try(")"))
        {
            if (values.Count + named.Count > 0)
                tokens.NeedSign(",", construct);
            if (tokens.Try(")"))
                break;
            if (tokens.Peek.Kind == TokenKind.Name && tokens.PeekAt(1).Is("="))
            {
                var name = tokens.Take().Text;
                tokens.Take();
                named.Add((name, Read()));
            }
            else
            {
                values.Add(Read());
            }
        }

        return new(values, named);
    }

    private Expression Primary()
    {
        var token = tokens.Take();
        switch (token.Kind)
        {
            case TokenKind.String:
                var text = new StringBuilder(token.Text);
                while (tokens.Peek.Kind == TokenKind.String)
                    text.Append(tokens.Take().Text);
                return new Literal(token.Line, text.ToString());
            case TokenKind.Integer:
                return new Literal(token.Line, Whole(token.Text));
            case TokenKind.Float:
                return new Literal(token.Line, double.Parse(token.Text, CultureInfo.InvariantCulture));
            case TokenKind.Name:
                return token.Text switch
                {
                    "true" or "True" => new Literal(token.Line, true),
                    "false" or "False" => new Literal(token.Line, false),
                    "none" or "None" => new Literal(token.Line, null),
                    _ => new Name(token.Line, token.Text),
                };
            case TokenKind.Operator when token.Text == "(":
                if (tokens.Try(")"))
                    return new ListOf(token.Line, []);
                var inner = ReadTuple();
                tokens.NeedSign(")", "brackets");
                return inner;
            case TokenKind.Operator when token.Text == "[":
                return new ListOf(token.Line, Items("]", "a list", Read));
            case TokenKind.Operator when token.Text == "{":
                return new MapOf(token.Line, Items("}", "a mapping", () =>
                {
                    var key = Read();
                    tokens.NeedSign(":", "a mapping");
                    return (key, Read());
                }));
            default:
                throw new TemplateException($"expected a value, found {token}", token.Line, "an expression");
        }
    }

    private List<T> Items<T>(string end, string construct, Func<T> read)
    {
        var items = new List<T>();
        while (!tokens.Try(end))
        {
            if (items.Count > 0)
                tokens.NeedSign(",", construct);
            if (tokens.Try(end))
                break;
            items.Add(read());
        }

        return items;
    }

    private static object Whole(string digits) => long.TryParse(digits, CultureInfo.InvariantCulture, out var whole) ? (object)whole : BigInteger.Parse(digits, CultureInfo.InvariantCulture);
}
