using System.Numerics;

namespace Orchestrator.Inference.Templates;

/// <summary>An expression of a template.</summary>
internal abstract class Expression(int line)
{
    public int Line => line;

    protected abstract string Construct { get; }

    /// <exception cref="TemplateException">It has no value.</exception>
    public object? Evaluate(Scope scope)
    {
        try
        {
            using var _ = scope.Run.Deeper();
            scope.Run.Charge(8);
            return Value(scope);
        }
        catch (TemplateFault e)
        {
            throw new TemplateException(e.Message, line, Construct);
        }
    }

    protected abstract object? Value(Scope scope);
}

internal sealed class Literal(int line, object? value) : Expression(line)
{
    public object? Constant => value;

    protected override string Construct => "a constant";

    protected override object? Value(Scope scope) => value;
}

internal sealed class Name(int line, string name) : Expression(line)
{
    public string Text => name;

    protected override string Construct => $"'{name}'";

    protected override object? Value(Scope scope) => scope[name];
}

internal sealed class ListOf(int line, IReadOnlyList<Expression> items) : Expression(line)
{
    public IReadOnlyList<Expression> Items => items;

    protected override string Construct => "a list";

    protected override object? Value(Scope scope) => items.Select(i => i.Evaluate(scope)).ToList();
}

internal sealed class MapOf(int line, IReadOnlyList<(Expression Key, Expression Value)> items) : Expression(line)
{
    protected override string Construct => "a mapping";

    protected override object? Value(Scope scope)
    {
        var map = new TemplateMap();
        foreach (var (key, value) in items)
            map[key.Evaluate(scope) as string ?? throw new TemplateFault("expected a string as key")] = value.Evaluate(scope);
        return map;
    }
}

internal sealed class Choice(int line, Expression test, Expression then, Expression? otherwise) : Expression(line)
{
    protected override string Construct => "'if'";

    protected override object? Value(Scope scope) =>
        TemplateValue.Truth(test.Evaluate(scope)) ? then.Evaluate(scope) : otherwise is null ? Undefined.Value : otherwise.Evaluate(scope);
}

internal sealed class Unary(int line, string sign, Expression operand) : Expression(line)
{
    protected override string Construct => $"operator '{sign}'";

    protected override object? Value(Scope scope)
    {
        var value = operand.Evaluate(scope);
        return sign switch
        {
            "not" => !TemplateValue.Truth(value),
            "-" => Operators.Calculate("-", 0L, value, scope.Run),
            _ => Operators.Calculate("+", 0L, value, scope.Run),
        };
    }
}

internal sealed class Binary(int line, string sign, Expression left, Expression right) : Expression(line)
{
    protected override string Construct => $"operator '{sign}'";

    protected override object? Value(Scope scope)
    {
        var a = left.Evaluate(scope);
        return sign switch
        {
            "and" => TemplateValue.Truth(a) ? right.Evaluate(scope) : a,
            "or" => TemplateValue.Truth(a) ? a : right.Evaluate(scope),
            _ => Operators.Apply(sign, a, right.Evaluate(scope), scope.Run),
        };
    }
}

/// <summary>Comparisons one after the other, as in <c>0 &lt; x &lt; 3</c>.</summary>
internal sealed class Comparison(int line, Expression first, IReadOnlyList<(string Sign, Expression Operand)> rest) : Expression(line)
{
    protected override string Construct => $"operator '{rest[0].Sign}'";

    protected override object? Value(Scope scope)
    {
        var left = first.Evaluate(scope);
        foreach (var (sign, operand) in rest)
        {
            var right = operand.Evaluate(scope);
            if (!Operators.Holds(sign, left, right, scope.Run))
                return false;
            left = right;
        }

        return true;
    }
}

internal sealed class Attribute(int line, Expression target, string name) : Expression(line)
{
    public Expression Target => target;

    public string Text => name;

    protected override string Construct => $"'.{name}'";

    protected override object? Value(Scope scope) => Members.Attribute(target.Evaluate(scope), name);
}

internal sealed class Index(int line, Expression target, Expression key) : Expression(line)
{
    protected override string Construct => key is Literal { Constant: string name } ? $"['{name}']" : "[…]";

    protected override object? Value(Scope scope) => Members.Item(target.Evaluate(scope), key.Evaluate(scope));
}

internal sealed class Slice(int line, Expression target, Expression? from, Expression? to, Expression? step) : Expression(line)
{
    protected override string Construct => "a slice";

    protected override object? Value(Scope scope)
    {
        var source = target.Evaluate(scope);
        var items = source is string or List<object?> ? TemplateValue.Items(source, scope.Run) : throw new TemplateFault($"expected a list or a string, found {TemplateValue.Kind(source)}");
        var (stride, count) = (Bound(step, scope) ?? 1, items.Count);
        if (stride == 0)
            throw new TemplateFault("the step is 0");
        var (low, high) = stride > 0 ? (0, count) : (-1, count - 1);
        var at = Place(Bound(from, scope), count, low, high) ?? (stride > 0 ? 0 : count - 1);
        var end = Place(Bound(to, scope), count, low, high) ?? (stride > 0 ? count : -1);
        var taken = new List<object?>();
        for (; stride > 0 ? at < end : at > end; at += stride)
            taken.Add(items[(int)at]);
        return source is string ? string.Concat(taken) : taken;
    }

    private static long? Bound(Expression? expression, Scope scope) => expression?.Evaluate(scope) switch
    {
        null => null,
        long number => Math.Clamp(number, int.MinValue, int.MaxValue),
        var other => throw new TemplateFault($"expected a whole number, found {TemplateValue.Kind(other)}"),
    };

    private static long? Place(long? bound, int count, int low, int high) => bound is { } b ? Math.Clamp(b < 0 ? b + count : b, low, high) : null;
}

internal sealed class Call(int line, Expression target, ArgumentList arguments) : Expression(line)
{
    protected override string Construct => target switch { Name n => $"call of '{n.Text}'", Attribute a => $"call of '.{a.Text}'", _ => "a call" };

    protected override object? Value(Scope scope)
    {
        var function = target.Evaluate(scope) as TemplateFunction ?? throw new TemplateFault("there is no such function or method");
        return function(scope.Run, arguments.Evaluate(scope));
    }
}

internal sealed class Filter(int line, Expression target, string name, ArgumentList arguments) : Expression(line)
{
    protected override string Construct => $"filter '{name}'";

    protected override object? Value(Scope scope) => Filters.Apply(name, target.Evaluate(scope), arguments.Evaluate(scope), scope.Run);
}

internal sealed class Test(int line, Expression target, string name, ArgumentList arguments) : Expression(line)
{
    protected override string Construct => $"test '{name}'";

    protected override object? Value(Scope scope) => Tests.Holds(name, target.Evaluate(scope), arguments.Evaluate(scope), scope.Run);
}

internal sealed record ArgumentList(IReadOnlyList<Expression> Values, IReadOnlyList<(string Name, Expression Value)> Named)
{
    public static readonly ArgumentList Empty = new([], []);

    public TemplateArguments Evaluate(Scope scope) => new()
    {
        Values = [.. Values.Select(v => v.Evaluate(scope))],
        Named = TemplateValue.Map(Named.Select(n => KeyValuePair.Create(n.Name, n.Value.Evaluate(scope)))),
    };
}

internal static class Operators
{
    public static object? Apply(string sign, object? a, object? b, RenderRun run)
    {
        if (sign == "~")
            return Join(PythonText.Show(a, run), PythonText.Show(b, run), run);
        switch (sign, a, b)
        {
            case ("+", string x, string y):
                return Join(x, y, run);
            case ("+", List<object?> x, List<object?> y):
                run.Charge(x.Count + y.Count);
                return (List<object?>)[.. x, .. y];
            case ("*", string x, long times):
                return Repeat(x, times, run);
            case ("*", long times, string x):
                return Repeat(x, times, run);
            case ("*", List<object?> x, long times):
                run.Charge((x.Count + 1) * Math.Clamp(times, 0, int.MaxValue));
                return Enumerable.Repeat(x, (int)Math.Clamp(times, 0, int.MaxValue)).SelectMany(l => l).ToList();
            default:
                return Calculate(sign, a, b, run);
        }
    }

    public static object Calculate(string sign, object? a, object? b, RenderRun run)
    {
        run.Charge(1);
        if (TemplateValue.Number(a) is not { } x || TemplateValue.Number(b) is not { } y)
            throw new TemplateFault($"cannot be applied to {TemplateValue.Kind(a)} and {TemplateValue.Kind(b)}");
        if (y == 0 && sign is "/" or "//" or "%" && y == 0)
            throw new TemplateFault("division by zero");
        if (a is double || b is double || sign == "/" || sign == "**" && y < 0)
        {
            return sign switch
            {
                "+" => x + y,
                "-" => x - y,
                "*" => x * y,
                "/" => x / y,
                "//" => Math.Floor(x / y),
                "%" => x - y * Math.Floor(x / y),
                _ => Math.Pow(x, y),
            };
        }

        try
        {
            var (m, n) = (Convert.ToInt64(a, null), Convert.ToInt64(b, null));
            return sign switch
            {
                "+" => checked(m + n),
                "-" => checked(m - n),
                "*" => checked(m * n),
                "//" => Floor(m, n),
                "%" => checked(m - n * Floor(m, n)),
                _ => n <= 4096 ? checked((long)BigInteger.Pow(m, (int)n)) : throw new OverflowException(),
            };
        }
        catch (OverflowException)
        {
            throw new TemplateFault("the number is too large");
        }
    }

    public static bool Holds(string sign, object? a, object? b, RenderRun run) => sign switch
    {
        "==" => TemplateValue.Same(a, b, run),
        "!=" => !TemplateValue.Same(a, b, run),
        "<" => TemplateValue.Compare(a, b, run) < 0,
        "<=" => TemplateValue.Compare(a, b, run) <= 0,
        ">" => TemplateValue.Compare(a, b, run) > 0,
        ">=" => TemplateValue.Compare(a, b, run) >= 0,
        "in" => Contains(b, a, run),
        _ => !Contains(b, a, run),
    };

    public static string Join(string x, string y, RenderRun run)
    {
        run.Charge((long)x.Length + y.Length);
        return x + y;
    }

    private static bool Contains(object? whole, object? part, RenderRun run)
    {
        switch (whole)
        {
            case string text:
                run.Charge(text.Length);
                return part is string piece ? text.Contains(piece, StringComparison.Ordinal) : throw new TemplateFault($"expected a string before 'in', found {TemplateValue.Kind(part)}");
            case TemplateMap map:
                return part is string key && map.ContainsKey(key);
            case List<object?> list:
                return list.Exists(i => TemplateValue.Same(i, part, run));
            case Undefined:
                return false;
            default:
                throw new TemplateFault($"expected a string, a list or a mapping after 'in', found {TemplateValue.Kind(whole)}");
        }
    }

    private static long Floor(long m, long n)
    {
        var whole = checked(m / n);
        return m % n != 0 && (m < 0) != (n < 0) ? whole - 1 : whole;
    }

    private static string Repeat(string text, long times, RenderRun run)
    {
        var count = Math.Clamp(times, 0, int.MaxValue);
        run.Charge((text.Length + 1) * count);
        return string.Concat(Enumerable.Repeat(text, (int)count));
    }
}
