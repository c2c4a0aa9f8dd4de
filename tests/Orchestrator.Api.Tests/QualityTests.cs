using System.Net;
using System.Text.Json;
using Grpc.Core;
using Orchestrator.Protocol;
using V1 = Orchestrator.Protocol.V1;

namespace Orchestrator.Api.Tests;

/// <summary>The quality dial as callers of each face set it: a number or a position's name.</summary>
public sealed class QualityTests : ApiTest
{
    [Theory]
    [InlineData("cheapest", 0.0)]
    [InlineData("Economy", 0.25)]
    [InlineData("balanced", 0.5)]
    [InlineData("careful", 0.75)]
    [InlineData("best", 1.0)]
    [InlineData("0.3", 0.3)]
    public async Task A_header_and_a_field_say_the_same_and_the_header_wins(string said, double dial)
    {
        var field = double.TryParse(said, out _) ? said : $"\"{said}\"";
        foreach (var (path, body) in new[] { ("/v1/chat/completions", """ "messages":[{"role":"user","content":"hi"}]"""), ("/v1/responses", """ "input":"hi" """) })
        {
            using var inBody = await Server.SendAsync(HttpMethod.Post, path, $$"""{ {{body}},"orchestrator":{"quality":{{field}}} }""");
            using var inHeader = await Server.SendAsync(HttpMethod.Post, path, $$"""{ {{body}},"orchestrator":{"quality":0.9} }""", ("x-orchestrator-quality", said));

            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (inBody.StatusCode, inHeader.StatusCode));
            Assert.Equal([dial, dial], Conversations.Asked[^2..].Select(a => a.Request.Preference.Quality!.Value));
        }
    }

    [Theory]
    [InlineData("/v1/chat/completions", """{"messages":[{"role":"user","content":"hi"}],"orchestrator":{"quality":"superb"}}""", null, "orchestrator.quality")]
    [InlineData("/v1/responses", """{"input":"hi","orchestrator":{"quality":true}}""", null, "orchestrator.quality")]
    [InlineData("/v1/chat/completions", """{"messages":[{"role":"user","content":"hi"}]}""", "superb", "x-orchestrator-quality")]
    [InlineData("/v1/chat/completions", """{"messages":[{"role":"user","content":"hi"}]}""", "1.5", "x-orchestrator-quality")]
    public async Task A_name_that_is_none_is_refused_with_those_there_are(string path, string body, string? header, string field)
    {
        using var response = await Server.SendAsync(HttpMethod.Post, path, body, header is null ? [] : [("x-orchestrator-quality", header)]);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var error = json.RootElement.GetProperty("error");

        Assert.Equal((HttpStatusCode.BadRequest, field), (response.StatusCode, error.GetProperty("param").GetString()));
        Assert.Contains("a number from 0 to 1, or cheapest, economy, balanced, careful, best", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_of_grpc_names_a_position_or_a_number_and_not_both()
    {
        var client = new V1.ConversationService.ConversationServiceClient(Server.Channel);
        var request = new V1.TurnRequest { Input = { Message.User("hi").ToProto() }, Preference = new() { QualityPreset = "careful" } };
        await client.StartTurnAsync(request);
        var careful = Conversations.Asked[^1].Request.Preference.Quality;
        request.Preference.Quality = 0.1;
        var both = await Assert.ThrowsAsync<RpcException>(async () => await client.StartTurnAsync(request));
        request.Preference.ClearQuality();
        request.Preference.QualityPreset = "superb";
        var unknown = await Assert.ThrowsAsync<RpcException>(async () => await client.StartTurnAsync(request));

        Assert.Equal(0.75, careful);
        Assert.Equal((StatusCode.InvalidArgument, StatusCode.InvalidArgument), (both.StatusCode, unknown.StatusCode));
        Assert.Contains("careful, best", unknown.Status.Detail, StringComparison.Ordinal);
    }
}
