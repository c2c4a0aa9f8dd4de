using System.Text.Json;
using Orchestrator.Inference.Local;

namespace Orchestrator.Inference.Templates;

/// <summary>
/// A chat template, read once and rendered often: the part of Jinja that the templates of open models use, with whitespace as
/// transformers treats it. What a template can use up is bounded, for it may come from a stranger. Thread-safe.
/// </summary>
public sealed class ChatTemplate
{
    /// <summary>The longest template that is read, in characters; the longest known has 30,000.</summary>
    public const int MostCharacters = 1 << 20;

    private readonly Body _body;

    private ChatTemplate(Body body) => _body = body;

    /// <summary>Reads a template.</summary>
    /// <param name="source">Its text.</param>
    /// <exception cref="TemplateException">It is too long, or uses what is not supported; the message names line and construct.</exception>
    public static ChatTemplate Parse(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Length > MostCharacters)
            throw new TemplateException($"expected at most {MostCharacters} characters, found {source.Length}", 1, "the template");
        return new(TemplateParser.Parse(source));
    }

    /// <summary>Reads the template of a model folder: <c>chat_template.jinja</c>, or what <c>tokenizer_config.json</c> says.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">Which, where there are several; null for <c>default</c>.</param>
    /// <returns>The template; null when the folder has none.</returns>
    /// <exception cref="ModelLoadException">A file cannot be read, or the template is not supported; the message names file, line and construct.</exception>
    public static ChatTemplate? Load(string folder, string? name = null)
    {
        if (TemplateFile.Find(folder, name) is not var (file, source))
            return null;
        try
        {
            return Parse(source);
        }
        catch (TemplateException e)
        {
            throw new ModelLoadException($"'{file}': {e.Message}. Take a template that keeps to what docs/models.md lists.", e);
        }
    }

    /// <summary>Renders it.</summary>
    /// <param name="context">The variables as a JSON object: <c>messages</c>, <c>tools</c>, <c>add_generation_prompt</c>, <c>bos_token</c> and so on.</param>
    /// <param name="time">The clock for templates that write the date; null for the system's.</param>
    /// <exception cref="TemplateException">It refuses the messages, fails, or does too much work; the message names line and construct.</exception>
    public string Render(JsonElement context, TimeProvider? time = null)
    {
        if (context.ValueKind != JsonValueKind.Object)
            throw new ArgumentException("Expected an object.", nameof(context));
        var functions = new Scope(new RenderRun(time ?? TimeProvider.System), null);
        TemplateFunctions.AddTo(functions);
        var scope = new Scope(functions.Run, functions);
        foreach (var property in context.EnumerateObject())
            scope[property.Name] = TemplateValue.From(property.Value);
        return _body.Render(scope);
    }
}
