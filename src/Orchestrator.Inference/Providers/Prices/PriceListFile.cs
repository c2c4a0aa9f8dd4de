using System.Globalization;
using System.Text;
using Orchestrator.Privacy;
using YamlDotNet.RepresentationModel;

namespace Orchestrator.Inference.Providers.Prices;

/// <summary>Reads a price list from YAML or JSON, as <c>prices.schema.json</c> describes it.</summary>
public sealed class PriceListFile
{
    private const decimal Dearest = 1_000_000;
    private static readonly string[] TopKeys = ["version", "date", "currency", "prices"];
    private static readonly string[] Keys = ["provider", "model", "input", "cached-input", "cache-write", "output", "reasoning", "source"];
    private readonly YamlKeys _yaml;

    private PriceListFile(string source) => _yaml = new(source);

    /// <summary>Reads a file in UTF-8.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="PolicyException">The file is no price list; the message says where and what is allowed.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PriceList Load(string path) => new PriceListFile(path).Read(File.ReadAllText(path, new UTF8Encoding(false)));

    /// <summary>Reads YAML, of which JSON is a part.</summary>
    /// <param name="text">The list.</param>
    /// <exception cref="PolicyException">The text is no price list; the message says where and what is allowed.</exception>
    public static PriceList Parse(string text) => new PriceListFile("prices").Read(text);

    private PriceList Read(string text)
    {
        var document = _yaml.Mapping(_yaml.Parse(text), "", TopKeys);
        _yaml.OneOf(_yaml.Required(document, "", "version"), "version", ["1"]);
        _yaml.OneOf(_yaml.Required(document, "", "currency"), "currency", ["USD"]);
        var date = _yaml.Required(document, "", "date");
        if (!DateOnly.TryParseExact(_yaml.Text(date, "date"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            throw _yaml.Error(date, "date", $"is '{_yaml.Text(date, "date")}'; expected the day of the prices, such as 2026-11-01.");
        var prices = _yaml.Required(document, "", "prices") as YamlSequenceNode
            ?? throw _yaml.Error(document.Children["prices"], "prices", "must be a list of models with their prices.");
        var seen = new HashSet<(string?, string)>();
        return new(day, [.. prices.Children.Select((node, i) => One(node, $"prices[{i}]", seen))]);
    }

    private ListedPrice One(YamlNode node, string key, HashSet<(string?, string)> seen)
    {
        var entry = _yaml.Mapping(node, key, Keys);
        var provider = YamlKeys.Optional(entry, "provider") is { } name ? _yaml.Name(name, $"{key}.provider") : null;
        var model = _yaml.Text(_yaml.Required(entry, key, "model"), $"{key}.model");
        if (model.Length is 0 or > 256 || model.IndexOf('*', StringComparison.Ordinal) is >= 0 and var star && star < model.Length - 1)
            throw _yaml.Error(entry.Children["model"], $"{key}.model", "must be a model's name of at most 256 characters, or its beginning and then '*'.");
        if (!seen.Add((provider, model)))
            throw _yaml.Error(node, key, $"names '{model}' a second time; each model has one price at each provider.");
        return new(provider, model, new(Price(_yaml.Required(entry, key, "input"), $"{key}.input"), Price(_yaml.Required(entry, key, "output"), $"{key}.output"))
        {
            CachedInputPerMillion = Optional(entry, key, "cached-input"),
            CacheWritePerMillion = Optional(entry, key, "cache-write"),
            ReasoningPerMillion = Optional(entry, key, "reasoning"),
        });
    }

    private decimal? Optional(YamlMappingNode entry, string key, string name) =>
        YamlKeys.Optional(entry, name) is { } node ? Price(node, $"{key}.{name}") : null;

    private decimal Price(YamlNode node, string key) =>
        decimal.TryParse(_yaml.Text(node, key), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var price) && price <= Dearest
            ? price
            : throw _yaml.Error(node, key, $"is '{_yaml.Text(node, key)}'; expected US dollars for a million tokens, 0 to {Dearest:0}, such as 2.5.");
}
