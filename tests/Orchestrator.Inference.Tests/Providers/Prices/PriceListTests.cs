using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Inference.Providers;
using Orchestrator.Inference.Providers.Prices;
using Orchestrator.Privacy;

namespace Orchestrator.Inference.Tests.Providers.Prices;

public sealed class PriceListTests
{
    private const string List = """
        version: 1
        date: 2026-11-01
        currency: USD
        prices:
          - { model: large-1, input: 2.5, cached-input: 1.25, output: 10, reasoning: 12, source: made up }
          - { model: large-*, input: 3, output: 11 }
          - { model: "*", input: 4, output: 12 }
          - { provider: acme, model: large-*, input: 5, cache-write: 6.25, output: 13 }
        """;

    [Theory]
    [InlineData("other", "large-1", 2.5)]
    [InlineData("other", "large-10", 3)]
    [InlineData("other", "small", 4)]
    [InlineData("acme", "large-1", 5)]
    [InlineData("acme", "small", 4)]
    public void The_nearest_entry_holds(string provider, string model, double input) =>
        Assert.Equal((decimal)input, PriceListFile.Parse(List).Find(provider, model)!.InputPerMillion);

    [Fact]
    public void A_model_that_no_entry_names_has_no_price()
    {
        var list = PriceListFile.Parse("""{"version":1,"date":"2026-11-01","currency":"USD","prices":[{"model":"a","input":1,"output":2}]}""");

        Assert.Null(list.Find("acme", "ab"));
        Assert.Equal(new TargetPrice(1, 2) { AsOf = new(2026, 11, 1) }, list.Find("acme", "a"));
    }

    [Theory]
    [InlineData("version: 2", "version", "1")]
    [InlineData("date: 1.11.2026", "date", "2026-11-01")]
    [InlineData("currency: EUR", "currency", "USD")]
    [InlineData("output: -1", "prices[0].output", "0 to 1000000")]
    [InlineData("output: 1e3", "prices[0].output", "US dollars")]
    [InlineData("model: a*b", "prices[0].model", "beginning")]
    [InlineData("colour: red", "prices[0].colour", "allowed are")]
    public void A_wrong_list_says_where_and_what_is_allowed(string line, string key, string allowed)
    {
        var name = line[..line.IndexOf(':', StringComparison.Ordinal)];
        var fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["version"] = "1", ["date"] = "2026-11-01", ["currency"] = "USD", ["model"] = "a", ["input"] = "1", ["output"] = "2" };
        fields[name] = line[(name.Length + 1)..].Trim();
        string[] top = ["version", "date", "currency"];
        var yaml = string.Concat(top.Select(t => $"{t}: {fields[t]}\n")) + "prices:\n- " + string.Join("\n  ", fields.Where(f => !top.Contains(f.Key)).Select(f => $"{f.Key}: {f.Value}"));

        var e = Assert.Throws<PolicyException>(() => PriceListFile.Parse(yaml));

        Assert.Equal(key, e.Key);
        Assert.Contains(allowed, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_has_one_price_at_each_provider()
    {
        var twice = List + "\n  - { model: large-1, input: 1, output: 1 }";

        Assert.Contains("second time", Assert.Throws<PolicyException>(() => PriceListFile.Parse(twice)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_schema_names_every_key_that_is_read()
    {
        using var stream = typeof(PriceListFile).Assembly.GetManifestResourceStream("prices.schema.json")!;
        using var schema = JsonDocument.Parse(stream);
        var top = schema.RootElement.GetProperty("properties");

        Assert.Equal(["version", "date", "currency", "prices"], top.EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            ["provider", "model", "input", "cached-input", "cache-write", "output", "reasoning", "source"],
            top.GetProperty("prices").GetProperty("items").GetProperty("properties").EnumerateObject().Select(p => p.Name));
    }

    [Theory]
    [InlineData(null, null, 5, 13)]
    [InlineData(1, null, 1, 13)]
    [InlineData(0, 0, 0, 0)]
    public void A_price_in_the_configuration_beats_the_list(int? input, int? output, int expectedInput, int expectedOutput)
    {
        var options = new ProviderOptions { Name = "acme", BaseUrl = "http://127.0.0.1:1/v1", Model = "large-1", InputPricePerMillion = input, OutputPricePerMillion = output };
        using var connector = new ProviderConnector(options, TimeProvider.System, NullLogger<ProviderConnector>.Instance, PriceListFile.Parse(List));

        Assert.Equal((expectedInput, expectedOutput), (connector.Target.Price.InputPerMillion, connector.Target.Price.OutputPerMillion));
    }
}
