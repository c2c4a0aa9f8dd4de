using System.ClientModel;
using Microsoft.Extensions.AI;
using OpenAI;
using Orchestrator.Clients.Tests.Running;

namespace Orchestrator.Clients.Tests;

/// <summary>What <c>docs/api.md</c> shows for stock clients runs as it stands there.</summary>
[Collection(WholeSystem.Name)]
public sealed class DocumentationTests(ClientsFixture clients)
{
    [NodeFact]
    public async Task The_snippet_for_openai_streams_an_answer_and_tells_an_error()
    {
        var printed = await NodeClients.RunScriptAsync("documented-openai.mjs", Here(Documented("openai for Node.js")), ("ORCHESTRATOR_KEY", ClientsFixture.Key));

        Assert.StartsWith("cloud: needs-cloud\nThis is the stand-in provider", printed, StringComparison.Ordinal);
        Assert.EndsWith("400 invalid_request temperature\n", printed, StringComparison.Ordinal);
    }

    [NodeFact]
    public async Task The_snippet_for_grpc_reads_a_turn_to_its_end()
    {
        var printed = await NodeClients.RunScriptAsync("documented-grpc.mjs", Here(Documented("@grpc/grpc-js")), ("ORCHESTRATOR_KEY", ClientsFixture.Key));

        Assert.Contains("This is the stand-in provider", printed, StringComparison.Ordinal);
        Assert.EndsWith("TURN_STATE_COMPLETED\n", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_snippet_for_dotnet_is_what_runs_here()
    {
        var source = await File.ReadAllTextAsync(Path.Combine(NodeClients.Repository(), "tests", "Orchestrator.Clients.Tests", "DocumentationTests.cs"));
        var shown = Here(Documented("OpenAI for .NET")).ReplaceLineEndings("\n").Trim().Replace("Console.", "output.", StringComparison.Ordinal)
            .Replace($"new Uri(\"http://127.0.0.1:{clients.System.DeviceHttp}/v1\")", "new Uri(address)", StringComparison.Ordinal);
        var runs = source.ReplaceLineEndings("\n").Replace("\n        ", "\n", StringComparison.Ordinal);
        using var output = new StringWriter();

        await RunAsync($"http://127.0.0.1:{clients.System.DeviceHttp}/v1", ClientsFixture.Key, output);

        Assert.Contains(shown, runs, StringComparison.Ordinal);
        Assert.StartsWith("This is the stand-in provider", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Nothing was done", output.ToString(), StringComparison.Ordinal);
    }

    private static async Task RunAsync(string address, string key, StringWriter output)
    {
        var options = new OpenAIClientOptions { Endpoint = new Uri(address) };
        var client = new OpenAIClient(new ApiKeyCredential(key), options).GetChatClient("auto");
        await foreach (var update in client.CompleteChatStreamingAsync("Prove that the square root of two is irrational."))
        {
            foreach (var part in update.ContentUpdate)
                output.Write(part.Text);
        }

        using var chat = client.AsIChatClient();
        output.WriteLine(await chat.GetResponseAsync("turn off the lights in the kitchen"));
    }

    private static string Documented(string heading)
    {
        var page = File.ReadAllText(Path.Combine(NodeClients.Repository(), "docs", "api.md"));
        var section = page[page.IndexOf($"### {heading}", StringComparison.Ordinal)..];
        var code = section[(section.IndexOf("```", StringComparison.Ordinal) + 3)..];
        code = code[(code.IndexOf('\n', StringComparison.Ordinal) + 1)..];
        return code[..code.IndexOf("```", StringComparison.Ordinal)];
    }

    /// <summary>The same at this system's ports and folders.</summary>
    private string Here(string snippet) => snippet
        .Replace("127.0.0.1:8090", $"127.0.0.1:{clients.System.DeviceHttp}", StringComparison.Ordinal)
        .Replace("127.0.0.1:8091", $"127.0.0.1:{clients.System.DeviceGrpc}", StringComparison.Ordinal)
        .Replace("['protos']", $"['{NodeClients.Protos.Replace('\\', '/')}']", StringComparison.Ordinal);
}
