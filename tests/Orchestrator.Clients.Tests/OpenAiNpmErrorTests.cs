using System.Text.Json;
using Orchestrator.Clients.Tests.Running;

namespace Orchestrator.Clients.Tests;

/// <summary>What the official <c>openai</c> package for Node.js raises, and what it repeats by itself.</summary>
[Collection(WholeSystem.Name)]
public sealed class OpenAiNpmErrorTests(ClientsFixture clients)
{
    private const string Task = "Prove that there are infinitely many primes, then generalise the argument";

    [NodeFact]
    public async Task A_wrong_key_is_an_AuthenticationError_and_sent_once()
    {
        var outcome = await clients.OpenAiAsync("chat", Ask(Task), new { apiKey = "orc_wrong" });

        Assert.Equal(("AuthenticationError", 401, "invalid_api_key", 1), (outcome.ErrorClass, outcome.Status, outcome.Code, outcome.Requests));
    }

    [NodeFact]
    public async Task An_unknown_model_is_a_NotFoundError_that_names_the_choices()
    {
        var outcome = await clients.OpenAiAsync("chat", Ask(Task, "gpt-nobody"));

        Assert.Equal(("NotFoundError", 404, "model", 1), (outcome.ErrorClass, outcome.Status, outcome.Param, outcome.Requests));
        Assert.Contains("auto, nano, mini, cloud", outcome.Message, StringComparison.Ordinal);
    }

    [NodeTheory]
    [InlineData("""{"temperature":7}""", "temperature")]
    [InlineData("""{"n":2}""", "n")]
    [InlineData("""{"logit_bias":{"50256":-100}}""", "logit_bias")]
    [InlineData("""{"messages":[]}""", "messages")]
    [InlineData("""{"messages":[{"role":"user","content":" "}]}""", "messages")]
    [InlineData("""{"tool_choice":"perhaps"}""", "tool_choice")]
    [InlineData("""{"orchestrator":{"preference":"moon"}}""", "orchestrator.preference")]
    public async Task A_bad_parameter_is_a_BadRequestError_that_names_it_and_is_sent_once(string change, string param)
    {
        var body = new Dictionary<string, object> { ["model"] = "auto", ["messages"] = new[] { new { role = "user", content = Task } } };
        using var changes = JsonDocument.Parse(change);
        foreach (var property in changes.RootElement.EnumerateObject())
            body[property.Name] = property.Value;

        var outcome = await clients.OpenAiAsync("chat", body);

        Assert.Equal(("BadRequestError", 400, param, 1), (outcome.ErrorClass, outcome.Status, outcome.Param, outcome.Requests));
        Assert.Equal("device", outcome.Route("entered"));
        Assert.Contains(outcome.Route("reason"), new[] { "invalid-request", "unsupported" });
    }

    [NodeFact]
    public async Task An_uploaded_file_is_a_BadRequestError_that_says_what_can_be_sent()
    {
        object[] parts = [new { type = "text", text = "What is this?" }, new { type = "file", file = new { file_id = "file-1" } }];
        var outcome = await clients.OpenAiAsync("chat", new { model = "auto", messages = new[] { new { role = "user", content = parts } } });

        Assert.Equal(("BadRequestError", 400, "unsupported", "messages[0].content[1].file.file_id"), (outcome.ErrorClass, outcome.Status, outcome.Code, outcome.Param));
        Assert.Contains("Send the file in 'file_data'", outcome.Message, StringComparison.Ordinal);
    }

    [NodeFact]
    public async Task A_body_larger_than_configured_is_413_and_sent_once()
    {
        var outcome = await clients.OpenAiAsync("chat", Ask(new string('a', ClientsFixture.MaxRequestBytes)));

        Assert.Equal((413, "request_too_large", 1), (outcome.Status, outcome.Code, outcome.Requests));
        Assert.Contains($"{ClientsFixture.MaxRequestBytes} bytes", outcome.Message, StringComparison.Ordinal);
    }

    [NodeFact]
    public async Task Another_body_under_a_used_idempotency_key_is_422_names_the_header_and_is_sent_once()
    {
        var headers = new { headers = new Dictionary<string, string> { ["Idempotency-Key"] = "order-4712-1" } };
        (await clients.OpenAiAsync("chat", Ask(Task), headers)).Ok();
        var outcome = await clients.OpenAiAsync("chat", Ask(Task + ", please"), headers);

        Assert.Equal(("UnprocessableEntityError", 422, "turn_id_reused", "Idempotency-Key"), (outcome.ErrorClass, outcome.Status, outcome.Code, outcome.Param));
        Assert.Equal(1, outcome.Requests);
    }

    [NodeFact]
    public async Task A_refusal_for_privacy_is_a_PermissionDeniedError_and_sent_once()
    {
        var outcome = await clients.OpenAiAsync("chat", Ask("Prove that ghp_16C7e42F292c6912E7710c838347Ae178B4a is a secure token in general", "cloud"));

        Assert.Equal(("PermissionDeniedError", 403, "privacy_refused", 1), (outcome.ErrorClass, outcome.Status, outcome.Code, outcome.Requests));
        Assert.Equal(("refused-privacy", "0"), (outcome.Route("reason"), outcome.Route("attempt")));
    }

    // A fault before the first content: nothing was promised, so the client gets a status and may repeat.
    [NodeTheory]
    [InlineData("""{"status":401}""", 502, "target_refused", "status 401")]
    [InlineData("""{"status":429,"retryAfterSeconds":1}""", 503, "no_target_available", "status 429")]
    [InlineData("""{"status":500}""", 503, "no_target_available", "status 500")]
    [InlineData("""{"garbage":true}""", 503, "no_target_available", "ended before the answer did")]
    [InlineData("""{"cutAfterChunks":0}""", 503, "no_target_available", "broke")]
    [InlineData("""{"stallAfterChunks":0}""", 503, "no_target_available", "silent for 2 s")]
    public async Task A_provider_that_fails_before_its_first_word_is_an_InternalServerError_that_says_how(string fault, int status, string code, string words)
    {
        foreach (var step in new[] { "chat", "stream" })
        {
            var outcome = await WithFaultAsync(fault, () => clients.OpenAiAsync(step, Ask(Task, "cloud"), new { maxRetries = 0 }));

            Assert.Equal(("InternalServerError", status, code), (outcome.ErrorClass, outcome.Status, outcome.Code));
            Assert.Contains(words, outcome.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("..", outcome.Message, StringComparison.Ordinal);
            Assert.Equal("1", outcome.Route("attempt"));
        }
    }

    [NodeTheory]
    [InlineData("""{"status":429,"retryAfterSeconds":7}""", "7")]
    [InlineData("""{"status":429}""", "1")]
    [InlineData("""{"status":500}""", "1")]
    public async Task A_client_is_told_to_wait_as_long_as_the_provider_asked_and_a_moment_where_it_asked_for_nothing(string fault, string seconds)
    {
        await clients.System.SetFaultAsync(JsonSerializer.Deserialize<JsonElement>(fault));
        var outcome = await clients.OpenAiAsync("chat", Ask(Task, "cloud"), new { maxRetries = 0 }, clients.System.SiloHttp);
        await clients.RecoverAsync();

        Assert.Equal((503, seconds), (outcome.Status, outcome.Error.GetProperty("headers").GetProperty("retry-after").GetString()));
        Assert.Equal("true", outcome.Error.GetProperty("headers").GetProperty("x-should-retry").GetString());
    }

    [NodeTheory]
    [InlineData("""{"stallAfterChunks":9}""", "silent for 2 s")]
    [InlineData("""{"errorInStream":9}""", "ended the answer with error")]
    public async Task A_provider_that_fails_in_the_middle_ends_the_stream_with_an_error_and_no_second_answer(string fault, string words)
    {
        foreach (var port in new[] { clients.System.DeviceHttp, clients.System.SiloHttp })
        {
            var streamed = await WithFaultAsync(fault, () => clients.OpenAiAsync("stream", Ask(Task, "cloud"), port: port));

            Assert.StartsWith("This is the stand-in", streamed.StreamedText, StringComparison.Ordinal);
            Assert.Equal(("APIError", "answer_cut_off", 1), (streamed.ErrorClass, streamed.Code, streamed.Requests));
            Assert.Contains(words, streamed.Message, StringComparison.Ordinal);
        }
    }

    [NodeFact]
    public async Task A_provider_that_fails_in_the_middle_of_a_whole_answer_is_502()
    {
        var outcome = await WithFaultAsync("""{"errorInStream":9}""", () => clients.OpenAiAsync("chat", Ask(Task, "cloud"), new { maxRetries = 0 }));

        Assert.Equal((502, "answer_cut_off"), (outcome.Status, outcome.Code));
    }

    [NodeTheory]
    [InlineData("chat")]
    [InlineData("stream")]
    public async Task The_clients_own_retry_gets_the_answer_after_one_fault(string step)
    {
        var headers = new { headers = new Dictionary<string, string> { ["Idempotency-Key"] = $"retried-{step}" } };
        var outcome = (await WithFaultAsync("""{"status":500}""", () => clients.OpenAiAsync(step, Ask(Task, "cloud"), headers))).Ok();

        Assert.Equal(2, outcome.Requests);
        Assert.Equal(("2", $"retried-{step}"), (outcome.Route("attempt"), outcome.Route("turn")));
    }

    [NodeTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_leaves_its_stream_cancels_the_turn_unless_it_can_come_back(bool canComeBack)
    {
        foreach (var (http, grpc) in new[] { (clients.System.DeviceHttp, clients.System.DeviceGrpc), (clients.System.SiloHttp, clients.System.SiloGrpc) })
        {
            var headers = canComeBack ? new Dictionary<string, string> { ["Idempotency-Key"] = $"left-{http}" } : [];
            await clients.System.SetFaultAsync(new { chunkDelayMs = canComeBack ? 20 : 400, count = 1 });
            var left = await clients.OpenAiAsync("stream", Ask(Task, "cloud"), new { headers, leaveAfter = 2 }, http);
            var turn = default(JsonElement);
            await clients.System.UntilAsync(
                async () =>
                {
                    var listed = await clients.GrpcAsync("call", "ListTurns", new { conversation = left.Route("conversation") }, port: grpc);
                    turn = listed.GetProperty("answer").GetProperty("turns")[0];
                    return turn.GetProperty("state").GetString() != "TURN_STATE_RUNNING";
                },
                "the turn's end");

            Assert.Equal(canComeBack ? "TURN_STATE_COMPLETED" : "TURN_STATE_CANCELLED", turn.GetProperty("state").GetString());
            Assert.Equal(left.Route("turn"), turn.GetProperty("turn_id").GetString());
        }
    }

    private static object Ask(string text, string model = "auto") => new { model, messages = new[] { new { role = "user", content = text } } };

    private async Task<OpenAiOutcome> WithFaultAsync(string fault, Func<Task<OpenAiOutcome>> ask)
    {
        await clients.System.SetFaultAsync(JsonSerializer.Deserialize<JsonElement>(fault));
        var outcome = await ask();
        await clients.RecoverAsync();
        return outcome;
    }
}
