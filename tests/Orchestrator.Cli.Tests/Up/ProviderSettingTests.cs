using Orchestrator.Cli.Up;

namespace Orchestrator.Cli.Tests.Up;

public sealed class ProviderSettingTests
{
    [Fact]
    public void A_provider_reaches_the_silo_as_variables_with_its_key_from_the_surroundings()
    {
        var provider = ProviderSetting.Parse("name=openai; url=https://api.example.com/v1; model=large; key-env=SECRET");
        var variables = provider.Variables(2, name => name == "SECRET" ? "sk-1" : null).ToDictionary();
        Assert.Equal("openai", variables["Orchestrator__Providers__2__Name"]);
        Assert.Equal("https://api.example.com/v1", variables["Orchestrator__Providers__2__BaseUrl"]);
        Assert.Equal("large", variables["Orchestrator__Providers__2__Model"]);
        Assert.Equal("sk-1", variables["Orchestrator__Providers__2__ApiKey"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("url=https://x.example/v1")]
    [InlineData("model=m")]
    [InlineData("url=https://a.example;url=https://b.example;model=m")]
    [InlineData("url=ftp://x.example;model=m")]
    [InlineData("url=https://x.example;model=m;key=sk-secret")]
    public void What_is_no_provider_is_refused_with_an_example(string text)
    {
        var refusal = Assert.Throws<FormatException>(() => ProviderSetting.Parse(text));
        Assert.Contains("Expected for example", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-secret", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_variable_that_is_not_set_is_named()
    {
        var provider = ProviderSetting.Parse("url=https://x.example;model=m;key-env=MISSING");
        Assert.Contains("MISSING", Assert.Throws<FormatException>(() => provider.Variables(0, _ => null).ToList()).Message, StringComparison.Ordinal);
    }
}
