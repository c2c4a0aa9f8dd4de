using System.ClientModel;
using System.Runtime.InteropServices;
using System.Text.Json;
using OpenAI;
using OpenAI.Embeddings;
using Orchestrator.Clients.Tests.Running;
using Orchestrator.Integration.Tests.Running;

namespace Orchestrator.Clients.Tests;

/// <summary>What users of the official clients get when they ask for embeddings: at the device from its own model, at the silo from a provider.</summary>
[Collection(WholeSystem.Name)]
public sealed class EmbeddingTests(ClientsFixture clients)
{
    private const string Secret = "the token is ghp_16C7e42F292c6912E7710c838347Ae178B4a";

    [NodeFact]
    public async Task The_npm_client_gets_vectors_of_texts_and_of_tokens_in_both_encodings()
    {
        foreach (var encoding in new[] { null, "float", "base64" })
        {
            var outcome = await clients.OpenAiAsync("embed", new { model = "auto", input = new[] { "hello world", "again" }, encoding_format = encoding });
            Assert.Equal(Mean("hello", "world"), Vector(outcome, 0));
            Assert.Equal(Mean("again"), Vector(outcome, 1));
            Assert.Equal(3, outcome.Answer.GetProperty("usage").GetProperty("total_tokens").GetInt32());
            Assert.StartsWith("tiny-embeddings@sha256:", outcome.Answer.GetProperty("model").GetString(), StringComparison.Ordinal);
            Assert.Equal(("device", "device"), (outcome.Route("zone"), outcome.Route("entered")));
        }

        Assert.Equal(Mean("hello", "again"), Vector(await clients.OpenAiAsync("embed", new { model = "tiny-embeddings", input = new[] { 1, 3 } }), 0));
        Assert.Equal(Mean("world"), Vector(await clients.OpenAiAsync("embed", new { model = "tiny-embeddings", input = "world" }), 0));
    }

    [NodeTheory]
    [InlineData("text-embedding-3-small", "hello", null, null, 404, "model_not_found", "model")]
    [InlineData("auto", "", null, null, 400, "invalid_request", "input")]
    [InlineData("auto", "hello", 3, null, 400, "invalid_request", "input")]
    [InlineData("auto", "hello", null, "strange", 400, "invalid_request", "encoding_format")]
    [InlineData("auto", "hello hello hello hello hello hello hello hello hello hello hello hello hello hello hello hello hello", null, null, 400, "invalid_request", "input")]
    [InlineData("auto", new[] { 1, 4 }, null, null, 400, "invalid_request", "input")]
    [InlineData("auto", new[] { -1 }, null, null, 400, "invalid_request", "input[0]")]
    public async Task What_cannot_be_done_is_an_error_that_names_the_field_and_is_not_repeated(string model, object input, int? dimensions, string? encoding, int status, string code, string param)
    {
        var outcome = await clients.OpenAiAsync("embed", new { model, input, dimensions, encoding_format = encoding });
        Assert.Equal((status, code, param, 1), (outcome.Status, outcome.Code, outcome.Param, outcome.Requests));
    }

    [NodeFact]
    public async Task The_list_of_models_names_those_that_embed()
    {
        var outcome = await clients.OpenAiAsync("models", new { });

        Assert.Contains(outcome.Json.GetProperty("ids").EnumerateArray(), id => id.GetString()!.StartsWith("tiny-embeddings@sha256:", StringComparison.Ordinal));
    }

    [NodeFact]
    public async Task Without_a_name_no_text_goes_to_a_provider()
    {
        var outcome = await clients.OpenAiAsync("embed", new { model = "auto", input = "hello" }, port: clients.System.SiloHttp);
        Assert.Equal((404, "model_not_found"), (outcome.Status, outcome.Code));
    }

    [NodeFact]
    public async Task A_provider_gets_what_policy_lets_it_read_and_a_secret_never()
    {
        var outcome = await clients.OpenAiAsync("embed", new { model = "orchestrator-stand-in", input = new[] { "embed this plain text" } }, port: clients.System.SiloHttp);
        Assert.Equal(21f, Vector(outcome, 0)[0]);
        Assert.Equal("cloud/stand-in", outcome.Route("zone"));
        await clients.OpenAiAsync("embed", new { model = "orchestrator-stand-in", input = new[] { Secret } }, port: clients.System.SiloHttp);
        var ruledOut = await clients.OpenAiAsync(
            "embed", new { model = "orchestrator-stand-in", input = "embed this too" }, new { headers = new Dictionary<string, string> { ["x-orchestrator-preference"] = "only-device" } }, clients.System.SiloHttp);
        Assert.Equal((403, "preference_unmet", 1), (ruledOut.Status, ruledOut.Code, ruledOut.Requests));
        var captured = await clients.System.ProviderCaptureAsync();
        Assert.Contains("embed this plain text", captured, StringComparison.Ordinal);
        Assert.DoesNotContain("embed this too", captured, StringComparison.Ordinal);
        Assert.DoesNotContain("ghp_16C7e42F292c6912E7710c838347Ae178B4a", captured, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_dotnet_client_gets_them_too()
    {
        var client = new OpenAIClient(new ApiKeyCredential(ClientsFixture.Key), new() { Endpoint = new($"{TestSystem.Url(clients.System.DeviceHttp)}/v1") }).GetEmbeddingClient("auto");
        var made = await client.GenerateEmbeddingsAsync(["hello world", "again"]);
        Assert.Equal(Mean("hello", "world"), made.Value[0].ToFloats().ToArray());
        Assert.Equal(Mean("again"), made.Value[1].ToFloats().ToArray());
        var error = await Assert.ThrowsAsync<ClientResultException>(() => client.GenerateEmbeddingAsync("hello", new EmbeddingGenerationOptions { Dimensions = 2 }));
        Assert.Equal(400, error.Status);
    }

    private static float[] Mean(params string[] words) => [.. Enumerable.Range(0, TinyEmbeddings.Size).Select(d => words.Average(w => TinyEmbeddings.Of(w)[d]))];

    // The client turns base64 into numbers only when its user did not ask for it.
    private static float[] Vector(OpenAiOutcome outcome, int place) => outcome.Answer.GetProperty("data")[place].GetProperty("embedding") is { ValueKind: JsonValueKind.String } text
        ? [.. MemoryMarshal.Cast<byte, float>(text.GetBytesFromBase64())]
        : [.. outcome.Answer.GetProperty("data")[place].GetProperty("embedding").EnumerateArray().Select(n => n.GetSingle())];
}
