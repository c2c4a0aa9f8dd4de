using System.Numerics;

namespace Orchestrator.Inference.Templates;

/// <summary>The tests behind <c>is</c>.</summary>
internal static class Tests
{
    /// <exception cref="TemplateFault">There is none of that name.</exception>
    public static bool Holds(string name, object? value, TemplateArguments a, RenderRun run) => name switch
    {
        "defined" => value is not Undefined,
        "undefined" => value is Undefined,
        "none" => value is null,
        "string" => value is string,
        "mapping" => value is TemplateMap,
        "iterable" => value is string or List<object?> or TemplateMap or Undefined,
        "sequence" => value is string or List<object?> or TemplateMap or Undefined,
        "number" => value is long or double or bool or BigInteger,
        "integer" => value is long or BigInteger,
        "float" => value is double,
        "boolean" => value is bool,
        "true" => value is true,
        "false" => value is false,
        "callable" => value is TemplateFunction,
        "odd" => Whole(value) % 2 != 0,
        "even" => Whole(value) % 2 == 0,
        "divisibleby" => a[0, "num"] is long by && by != 0 ? Whole(value) % by == 0 : throw new TemplateFault("expected a number above 0"),
        "lower" => value is string text && text.Any(char.IsLower) && !text.Any(char.IsUpper),
        "upper" => value is string text && text.Any(char.IsUpper) && !text.Any(char.IsLower),
        "eq" or "equalto" => Operators.Holds("==", value, a[0, "other"], run),
        "ne" => Operators.Holds("!=", value, a[0, "other"], run),
        "gt" or "greaterthan" => Operators.Holds(">", value, a[0, "other"], run),
        "ge" => Operators.Holds(">=", value, a[0, "other"], run),
        "lt" or "lessthan" => Operators.Holds("<", value, a[0, "other"], run),
        "le" => Operators.Holds("<=", value, a[0, "other"], run),
        "in" => Operators.Holds("in", value, a[0, "seq"], run),
        "sameas" => value is null or bool ? Equals(value, a[0, "other"]) : ReferenceEquals(value, a[0, "other"]) || value is string or long && Equals(value, a[0, "other"]),
        _ => throw new TemplateFault("there is no such test"),
    };

    private static long Whole(object? value) => value as long? ?? throw new TemplateFault($"expected a whole number, found {TemplateValue.Kind(value)}");
}
