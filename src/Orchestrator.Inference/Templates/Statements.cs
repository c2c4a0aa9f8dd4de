using System.Text;

namespace Orchestrator.Inference.Templates;

internal enum Flow
{
    Next,
    Break,
    Continue,
}

/// <summary>A statement of a template.</summary>
internal abstract class Statement(int line)
{
    public int Line => line;

    protected abstract string Construct { get; }

    /// <exception cref="TemplateException">It cannot be rendered.</exception>
    public Flow Render(Scope scope, StringBuilder output)
    {
        try
        {
            using var _ = scope.Run.Deeper();
            scope.Run.Charge(8);
            return Run(scope, output);
        }
        catch (TemplateFault e)
        {
            throw new TemplateException(e.Message, line, Construct);
        }
    }

    protected abstract Flow Run(Scope scope, StringBuilder output);
}

internal sealed class Body(IReadOnlyList<Statement> statements)
{
    public Flow Render(Scope scope, StringBuilder output)
    {
        foreach (var statement in statements)
        {
            if (statement.Render(scope, output) is var flow and not Flow.Next)
                return flow;
        }

        return Flow.Next;
    }

    public string Render(Scope scope)
    {
        var output = new StringBuilder();
        Render(scope, output);
        return output.ToString();
    }
}

internal sealed class Words(int line, string text) : Statement(line)
{
    protected override string Construct => "text";

    protected override Flow Run(Scope scope, StringBuilder output)
    {
        scope.Run.Charge(text.Length);
        output.Append(text);
        return Flow.Next;
    }
}

internal sealed class Output(int line, Expression expression) : Statement(line)
{
    protected override string Construct => "'{{ … }}'";

    protected override Flow Run(Scope scope, StringBuilder output)
    {
        var text = PythonText.Show(expression.Evaluate(scope), scope.Run);
        scope.Run.Charge(text.Length);
        output.Append(text);
        return Flow.Next;
    }
}

internal sealed class If(int line, IReadOnlyList<(Expression Test, Body Body)> branches, Body? otherwise) : Statement(line)
{
    protected override string Construct => "'if'";

    protected override Flow Run(Scope scope, StringBuilder output)
    {
        foreach (var (test, body) in branches)
        {
            if (TemplateValue.Truth(test.Evaluate(scope)))
                return body.Render(scope, output);
        }

        return otherwise?.Render(scope, output) ?? Flow.Next;
    }
}

internal sealed class Jump(int line, Flow flow) : Statement(line)
{
    protected override string Construct => "'break' or 'continue'";

    protected override Flow Run(Scope scope, StringBuilder output) => flow;
}

internal sealed class For(int line, IReadOnlyList<string> names, Expression source, Expression? condition, Body body, Body? otherwise) : Statement(line)
{
    protected override string Construct => "'for'";

    protected override Flow Run(Scope scope, StringBuilder output)
    {
        var items = TemplateValue.Items(source.Evaluate(scope), scope.Run);
        if (condition is not null)
        {
            items = items.FindAll(item =>
            {
                var trial = new Scope(scope.Run, scope);
                Target.Set(trial, names, item, scope.Run);
                return TemplateValue.Truth(condition.Evaluate(trial));
            });
        }

        if (items.Count == 0)
            return otherwise?.Render(scope, output) ?? Flow.Next;
        var last = new object?[1];
        for (var i = 0; i < items.Count; i++)
        {
            scope.Run.Charge(64);
            var inner = new Scope(scope.Run, scope);
            inner["loop"] = Loop(items, i, last);
            Target.Set(inner, names, items[i], scope.Run);
            if (body.Render(inner, output) == Flow.Break)
                break;
        }

        return Flow.Next;
    }

    private static TemplateMap Loop(List<object?> items, int i, object?[] last) => new()
    {
        ["index"] = i + 1L,
        ["index0"] = (long)i,
        ["revindex"] = (long)items.Count - i,
        ["revindex0"] = items.Count - i - 1L,
        ["first"] = i == 0,
        ["last"] = i == items.Count - 1,
        ["length"] = (long)items.Count,
        ["depth"] = 1L,
        ["depth0"] = 0L,
        ["previtem"] = i > 0 ? items[i - 1] : Undefined.Value,
        ["nextitem"] = i + 1 < items.Count ? items[i + 1] : Undefined.Value,
        ["cycle"] = (TemplateFunction)((_, a) => a.Values.Count > 0 ? a.Values[i % a.Values.Count] : throw new TemplateFault("expected at least one value")),
        ["changed"] = (TemplateFunction)((run, a) =>
        {
            var same = last[0] is List<object?> before && TemplateValue.Same(before, a.Values, run);
            last[0] = a.Values;
            return !same;
        }),
    };
}

internal sealed class Set(int line, IReadOnlyList<string> names, Expression value) : Statement(line)
{
    protected override string Construct => $"'set {string.Join(", ", names)}'";

    protected override Flow Run(Scope scope, StringBuilder output)
    {
        Target.Set(scope, names, value.Evaluate(scope), scope.Run);
        return Flow.Next;
    }
}

internal sealed class SetMember(int line, string name, string member, Expression value) : Statement(line)
{
    protected override string Construct => $"'set {name}.{member}'";

    protected override Flow Run(Scope scope, StringBuilder output)
    {
        if (scope[name] is not TemplateMap { IsNamespace: true } map)
            throw new TemplateFault($"expected a namespace, found {TemplateValue.Kind(scope[name])}");
        map[member] = value.Evaluate(scope);
        return Flow.Next;
    }
}

/// <summary>A part whose text becomes the value of a name, as <c>set</c> without a value makes it.</summary>
internal sealed class Capture(int line, string name, Body body, Func<Expression, Expression> filters) : Statement(line)
{
    protected override string Construct => $"'set {name}'";

    protected override Flow Run(Scope scope, StringBuilder output)
    {
        scope[name] = filters(new Literal(Line, body.Render(new Scope(scope.Run, scope)))).Evaluate(scope);
        return Flow.Next;
    }
}

/// <summary>A part whose text goes through filters.</summary>
internal sealed class FilterBlock(int line, Body body, Func<Expression, Expression> filters) : Statement(line)
{
    protected override string Construct => "'filter'";

    protected override Flow Run(Scope scope, StringBuilder output)
    {
        var text = PythonText.Show(filters(new Literal(Line, body.Render(new Scope(scope.Run, scope)))).Evaluate(scope), scope.Run);
        scope.Run.Charge(text.Length);
        output.Append(text);
        return Flow.Next;
    }
}

/// <summary>A part that is only marked, such as <c>generation</c>, which tells trainers what the model is to learn.</summary>
internal sealed class Marked(int line, Body body) : Statement(line)
{
    protected override string Construct => "'generation'";

    protected override Flow Run(Scope scope, StringBuilder output) => body.Render(scope, output);
}

internal sealed class Macro(int line, string name, IReadOnlyList<(string Name, Expression? Default)> parameters, Body body) : Statement(line)
{
    protected override string Construct => $"macro '{name}'";

    protected override Flow Run(Scope scope, StringBuilder output)
    {
        scope[name] = Make(scope);
        return Flow.Next;
    }

    public TemplateFunction Make(Scope outer) => (run, arguments) =>
    {
        using var _ = run.Deeper();
        var scope = new Scope(run, outer);
        for (var i = 0; i < parameters.Count; i++)
        {
            var (parameter, otherwise) = parameters[i];
            scope[parameter] = i < arguments.Values.Count ? arguments.Values[i]
                : arguments.Named.TryGetValue(parameter, out var named) ? named
                : otherwise is null ? Undefined.Value : otherwise.Evaluate(scope);
        }

        scope["varargs"] = arguments.Values.Skip(parameters.Count).ToList();
        scope["kwargs"] = TemplateValue.Map(arguments.Named.Where(n => parameters.All(p => p.Name != n.Key)));
        scope["caller"] = arguments.Named.TryGetValue("caller", out var caller) ? caller : Undefined.Value;
        return body.Render(scope);
    };
}

/// <summary>A call of a macro with a part of the template that the macro may ask for as <c>caller()</c>.</summary>
internal sealed class CallBlock(int line, Expression target, ArgumentList arguments, IReadOnlyList<(string Name, Expression? Default)> parameters, Body body) : Statement(line)
{
    protected override string Construct => "'call'";

    protected override Flow Run(Scope scope, StringBuilder output)
    {
        var function = target.Evaluate(scope) as TemplateFunction ?? throw new TemplateFault("there is no such macro");
        var given = arguments.Evaluate(scope);
        given.Named["caller"] = new Macro(Line, "caller", parameters, body).Make(scope);
        var text = PythonText.Show(function(scope.Run, given), scope.Run);
        scope.Run.Charge(text.Length);
        output.Append(text);
        return Flow.Next;
    }
}

internal static class Target
{
    public static void Set(Scope scope, IReadOnlyList<string> names, object? value, RenderRun run)
    {
        if (names.Count == 1)
        {
            scope[names[0]] = value;
            return;
        }

        var parts = TemplateValue.Items(value, run);
        if (parts.Count != names.Count)
            throw new TemplateFault($"expected {names.Count} values for {string.Join(", ", names)}, found {parts.Count}");
        for (var i = 0; i < names.Count; i++)
            scope[names[i]] = parts[i];
    }
}
