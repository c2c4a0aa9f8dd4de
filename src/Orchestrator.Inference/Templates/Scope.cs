namespace Orchestrator.Inference.Templates;

/// <summary>The variables that a part of a template sees.</summary>
internal sealed class Scope(RenderRun run, Scope? outer)
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);

    public RenderRun Run => run;

    public object? this[string name]
    {
        get
        {
            for (var scope = this; scope is not null; scope = scope.Outer)
            {
                if (scope._values.TryGetValue(name, out var value))
                    return value;
            }

            return Undefined.Value;
        }
        set => _values[name] = value;
    }

    private Scope? Outer => outer;
}
