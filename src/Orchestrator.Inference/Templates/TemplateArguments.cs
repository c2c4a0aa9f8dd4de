namespace Orchestrator.Inference.Templates;

/// <summary>The arguments of a call, a filter or a test.</summary>
internal sealed class TemplateArguments
{
    public List<object?> Values { get; init; } = [];

    public TemplateMap Named { get; init; } = [];

    public object? this[int index, string name, object? otherwise = null] =>
        index < Values.Count ? Values[index] : Named.TryGetValue(name, out var value) ? value : otherwise;

    public string Text(int index, string name, string? otherwise = null) => this[index, name, otherwise] switch
    {
        string text => text,
        var other => throw new TemplateFault($"expected a string as '{name}', found {TemplateValue.Kind(other)}"),
    };

    public int Whole(int index, string name, int otherwise) => this[index, name, (long)otherwise] switch
    {
        long number and >= int.MinValue and <= int.MaxValue => (int)number,
        var other => throw new TemplateFault($"expected a whole number as '{name}', found {TemplateValue.Kind(other)}"),
    };

    public bool Flag(int index, string name, bool otherwise) => TemplateValue.Truth(this[index, name, otherwise]);
}
