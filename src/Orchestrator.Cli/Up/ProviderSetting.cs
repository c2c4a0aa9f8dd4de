using Orchestrator.Inference.Providers;

namespace Orchestrator.Cli.Up;

/// <summary>A provider given on the command line: <c>name=openai;url=https://…/v1;model=…;key-env=VARIABLE</c>.</summary>
/// <param name="Name">What it is called in zones and answers.</param>
/// <param name="Url">Its OpenAI-compatible base address.</param>
/// <param name="Model">The model to ask for.</param>
/// <param name="Kind">What API it has, as in the configuration; null for OpenAI's.</param>
/// <param name="KeyVariable">The environment variable that holds its key: a key on a command line is seen by every user of the machine.</param>
internal sealed record ProviderSetting(string Name, Uri Url, string Model, string? Kind, string? KeyVariable)
{
    /// <summary>Reads the option.</summary>
    /// <exception cref="FormatException">It is not of the form above.</exception>
    public static ProviderSetting Parse(string text)
    {
        var given = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(p => p.Split('=', 2)).ToLookup(p => p[0], StringComparer.Ordinal);
        if (given.FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new FormatException($"'{twice.Key}' is given more than once. {Form}");
        var parts = given.ToDictionary(g => g.Key, g => g.First() is [_, var value] ? value : "", StringComparer.Ordinal);
        if (parts.Keys.FirstOrDefault(k => k is not ("name" or "url" or "model" or "kind" or "key-env")) is { } unknown)
            throw new FormatException($"'{unknown}' is no part of a provider. {Form}");
        if (!Uri.TryCreate(parts.GetValueOrDefault("url"), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new FormatException($"A provider needs an http or https url. {Form}");
        if (parts.GetValueOrDefault("model") is not { Length: > 0 } model)
            throw new FormatException($"A provider needs a model. {Form}");
        var kind = parts.GetValueOrDefault("kind");
        if (kind is not null && !Enum.GetNames<ProviderKind>().Contains(kind, StringComparer.OrdinalIgnoreCase))
            throw new FormatException($"'{kind}' is no kind of provider; there are {string.Join(", ", Enum.GetNames<ProviderKind>())}. {Form}");
        return new(parts.GetValueOrDefault("name") is { Length: > 0 } name ? name : url.Host, url, model, kind, parts.GetValueOrDefault("key-env"));
    }

    private static string Form => "Expected for example \"name=openai;url=https://api.openai.com/v1;model=gpt-5;key-env=OPENAI_API_KEY\".";

    /// <summary>The provider as variables of configuration, for the process that calls it. Nothing of it is written to a file.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Variables(int index, Func<string, string?> environment)
    {
        var prefix = $"Orchestrator__Providers__{index}__";
        yield return new(prefix + "Name", Name);
        yield return new(prefix + "BaseUrl", Url.ToString());
        yield return new(prefix + "Model", Model);
        if (Kind is { } kind)
            yield return new(prefix + "Kind", kind);
        if (KeyVariable is { } variable)
        {
            yield return new(
                prefix + "ApiKey",
                environment(variable) ?? throw new FormatException($"The environment variable {variable}, which is to hold the key of provider '{Name}', is not set."));
        }
    }
}
