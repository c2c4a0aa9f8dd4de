using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Providers;
using static Orchestrator.Inference.Tests.Providers.FakeProvider;

namespace Orchestrator.Inference.Tests.Providers;

/// <summary>Azure OpenAI against a fake that has its paths, key header and errors as they are documented; no real service is behind these.</summary>
public sealed class AzureTests : IAsyncLifetime
{
    private FakeProvider _provider = null!;

    public async Task InitializeAsync() => _provider = await FakeProvider.StartAsync();

    public async Task DisposeAsync() => await _provider.DisposeAsync();

    [Fact]
    public async Task A_deployment_is_asked_by_its_path_and_the_versions_name()
    {
        _provider.Completions = context => SendAsync(
            context,
            """{"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[{"prompt_index":0,"content_filter_results":{"hate":{"filtered":false,"severity":"safe"}}}]}""",
            Text("ok"), Finish("stop"), "[DONE]");
        using var connector = Connect();
        var cleared = Clearing.For(connector, new() { Messages = [Message.User("hello")] });

        await connector.ProbeAsync(default);
        var answer = await connector.RunAsync(cleared, Clearing.Invocation, default).AllAsync();

        Assert.Null(connector.Target.Unavailable);
        Assert.Equal("/openai/deployments/my%20large-1/chat/completions?api-version=2024-10-21", _provider.Path);
        Assert.Equal("sk-test", _provider.Headers["api-key"]);
        Assert.DoesNotContain("Authorization", _provider.Headers.Keys);
        Assert.Equal(cleared.Buffer.ToArray(), _provider.Body);
        Assert.Equal([new ModelText("ok"), new ModelEnded()], answer);
    }

    [Fact]
    public async Task The_v1_api_has_openais_paths_and_azures_key()
    {
        using var connector = _provider.Connect(configure: o => o.Kind = ProviderKind.AzureOpenAI);

        await connector.AskAsync("hello").AllAsync();

        Assert.Equal(("/v1/chat/completions", "sk-test"), (_provider.Path, _provider.Headers["api-key"]));
    }

    [Fact]
    public async Task A_prompt_that_its_filter_refuses_is_rejected_without_a_word_of_it()
    {
        _provider.Completions = context =>
        {
            context.Response.StatusCode = 400;
            return context.Response.WriteAsync("""{"error":{"message":"The response was filtered: 4111 1111 1111 1111","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation","content_filter_result":{"violence":{"filtered":true,"severity":"high"}}}}}""");
        };
        using var connector = Connect();

        var e = await Assert.ThrowsAsync<TargetException>(() => connector.AskAsync("hello").AllAsync());

        Assert.Equal(("rejected", "acme answered with status 400 (content_filter)"), (e.Code, e.Message));
    }

    [Fact]
    public async Task An_answer_that_its_filter_stops_says_so()
    {
        _provider.Completions = context => SendAsync(context, Text("half"), Finish("content_filter"), "[DONE]");
        using var connector = Connect();

        Assert.Equal([new ModelText("half"), new ModelEnded { FinishReason = "content_filter" }], await connector.AskAsync("hello").AllAsync());
    }

    [Fact]
    public void A_version_without_the_kind_is_refused_with_the_keys_name()
    {
        var options = new ProviderOptions { Name = "acme", BaseUrl = "http://127.0.0.1:1/v1", Model = "m", ApiVersion = "2024-10-21" };

        var results = new List<ValidationResult>();
        Assert.False(Validator.TryValidateObject(options, new(options), results, validateAllProperties: true));
        Assert.Contains("ApiVersion", Assert.Single(results).ErrorMessage, StringComparison.Ordinal);
    }

    private ProviderConnector Connect() => _provider.Connect(configure: o =>
        (o.Kind, o.BaseUrl, o.Model, o.ApiVersion) = (ProviderKind.AzureOpenAI, _provider.BaseUrl[..^"/v1".Length], "my large-1", "2024-10-21"));
}
