using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Orchestrator.Api.Tests;

public sealed class ErrorTests : ApiTest
{
    private const string Ask = """{"messages":[{"role":"user","content":"hi"}]}""";

    [Theory]
    [InlineData(ErrorReason.InvalidRequest, 400, null)]
    [InlineData(ErrorReason.Unsupported, 400, null)]
    [InlineData(ErrorReason.NotFound, 404, null)]
    [InlineData(ErrorReason.PrivacyRefused, 403, "false")]
    [InlineData(ErrorReason.PreferenceUnmet, 403, "false")]
    [InlineData(ErrorReason.PermissionDenied, 403, "false")]
    [InlineData(ErrorReason.BudgetRefused, 402, "false")]
    [InlineData(ErrorReason.TurnIdReused, 422, "false")]
    [InlineData(ErrorReason.ConversationErased, 404, "false")]
    [InlineData(ErrorReason.ErasureIdReused, 422, "false")]
    [InlineData(ErrorReason.Busy, 429, "true")]
    [InlineData(ErrorReason.AnswerCutOff, 502, "true")]
    [InlineData(ErrorReason.NoTargetAvailable, 503, "true")]
    [InlineData(ErrorReason.StorageUnavailable, 503, "true")]
    [InlineData(ErrorReason.Moved, 503, "true")]
    [InlineData(ErrorReason.HostUnavailable, 503, "true")]
    [InlineData(ErrorReason.Internal, 500, null)]
    public async Task Every_reason_has_its_status_and_says_whether_to_repeat(ErrorReason reason, int status, string? retry)
    {
        Conversations.Script = _ => Turns.Fails(reason);

        using var response = await Server.AskAsync(Ask);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(retry, response.Headers.TryGetValues("x-should-retry", out var values) ? values.Single() : null);
        Assert.Equal("It failed as scripted.", (await ErrorOf(response)).GetProperty("message").GetString());
    }

    [Fact]
    public async Task What_is_unexpected_is_500_and_tells_nothing_of_itself()
    {
        Conversations.Script = static _ => throw new InvalidOperationException("secret inside");

        using var response = await Server.AskAsync(Ask);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.DoesNotContain("secret", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_ten_megabytes_is_413_in_the_protocols_shape(bool chunked)
    {
        using var content = new ByteArrayContent(new byte[10 * 1024 * 1024]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = content };
        request.Headers.TransferEncodingChunked = chunked;

        using var response = await Server.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("request_too_large", (await ErrorOf(response)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Invalid_utf8_is_400()
    {
        using var response = await Server.AskAsync([.. Encoding.UTF8.GetBytes("{\"messages\":[{\"role\":\"user\",\"content\":\""), 0xC3, 0x28, .. Encoding.UTF8.GetBytes("\"}]}")]);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("UTF-8", (await ErrorOf(response)).GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/responses", """{"input":"\ud800"}""", "input")]
    [InlineData("/v1/responses", """{"input":"a","instructions":"\udc00 b"}""", "instructions")]
    [InlineData("/v1/responses", """{"input":[{"role":"user","content":[{"type":"input_text","text":"\ud83d"}]}]}""", "input[0].content[0].text")]
    [InlineData("/v1/responses", """{"input":[{"role":"user","content":[{"type":"input_file","filename":"\ud83d","file_data":"data:text/plain;base64,YQ=="}]}]}""", "filename")]
    [InlineData("/v1/embeddings", """{"input":["a","\ud800"]}""", "input[1]")]
    public async Task Half_a_character_is_400_and_names_the_param(string path, string body, string param)
    {
        using var response = await Server.SendAsync(HttpMethod.Post, path, body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(param, (await ErrorOf(response)).GetProperty("param").GetString());
    }

    [Theory]
    [InlineData("/v1/models/order-of-ana")]
    [InlineData("/v1/conversations/order-of-ana")]
    [InlineData("/v1/responses/order-of-ana")]
    [InlineData("/v1/order-of-ana")]
    public async Task A_refusal_is_logged_under_the_path_as_it_is_mapped(string path)
    {
        using var response = await Server.SendAsync(HttpMethod.Get, path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.DoesNotContain(Server.Logged, static line => line.StartsWith("Refused", StringComparison.Ordinal) && line.Contains("ana", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_compressed_body_is_refused_as_such()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new ByteArrayContent([0x1F, 0x8B, 8]) };
        request.Content.Headers.ContentEncoding.Add("gzip");

        using var response = await Server.Http.SendAsync(request);

        var error = await ErrorOf(response);
        Assert.Equal((HttpStatusCode.BadRequest, "unsupported", "Content-Encoding"), (response.StatusCode, error.GetProperty("code").GetString(), error.GetProperty("param").GetString()));
    }

    [Fact]
    public async Task A_byte_order_mark_before_the_body_is_passed_over()
    {
        using var response = await Server.AskAsync([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Ask)]);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("/v1/models", HttpStatusCode.OK)]
    [InlineData("/v1/responses/resp_nobody", HttpStatusCode.NotFound)]
    [InlineData("/v1/chat/completions", HttpStatusCode.MethodNotAllowed)]
    [InlineData("/health/journal", HttpStatusCode.OK)]
    public async Task A_head_is_answered_as_its_get_would_be_without_the_body(string path, HttpStatusCode status)
    {
        using var response = await Server.SendAsync(HttpMethod.Head, path);

        Assert.Equal((status, 0), (response.StatusCode, (await response.Content.ReadAsByteArrayAsync()).Length));
    }

    [Theory]
    [InlineData("GET", "/v1/responses/{0}", null, "response_id")]
    [InlineData("GET", "/v1/conversations/{1}", null, "conversation_id")]
    [InlineData("DELETE", "/v1/conversations/{1}", null, "conversation_id")]
    [InlineData("POST", "/v1/responses", """{"input":"hi","previous_response_id":"{0}"}""", "previous_response_id")]
    [InlineData("POST", "/v1/responses", """{"input":"hi","conversation":"{1}"}""", "conversation")]
    public async Task A_conversation_that_is_not_there_is_named_as_the_caller_named_it(string method, string path, string? body, string param)
    {
        var nobody = new ConversationId(0);
        Conversations.Script = static _ => throw new OrchestratorException(ErrorReason.NotFound, "There is none.", "conversation");
        Conversations.Missing = true;

        using var response = await Server.SendAsync(new(method), Named(path), body is null ? null : Named(body));

        Assert.Equal((HttpStatusCode.NotFound, param), (response.StatusCode, (await ErrorOf(response)).GetProperty("param").GetString()));

        string Named(string text) => text.Replace("{0}", $"resp_{nobody}dDE", StringComparison.Ordinal).Replace("{1}", $"conv_{nobody}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_can_name_no_erasure_is_named_as_the_header_it_came_in()
    {
        Server.Erasure.Refusal = new(ErrorReason.InvalidRequest, "As scripted.", "erasure_id");

        using var response = await Server.SendAsync(HttpMethod.Delete, $"/v1/conversations/conv_{Turns.Conversation}", null, ("Idempotency-Key", "a b"));

        Assert.Equal("Idempotency-Key", (await ErrorOf(response)).GetProperty("param").GetString());
    }

    [Theory]
    [InlineData("{\"messages\":", null)]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"n":3}""", "n")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url"}]}]}""", "messages[0].content[0].image_url")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"orchestrator":{"preference":"moon"}}""", "orchestrator.preference")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"orchestrator":{"conversation":"7"}}""", "orchestrator.conversation")]
    [InlineData("""{"messages":[{"role":"user","content":"x"},{"role":"assistant","content":"y"}]}""", "messages")]
    public async Task A_malformed_request_is_400_and_names_the_param(string body, string? param)
    {
        using var response = await Server.AskAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(param, (await ErrorOf(response)).GetProperty("param").GetString());
        Assert.Empty(Conversations.Asked);
    }

    [Theory]
    [InlineData("GET", "/v1/chat/completions", 405)]
    [InlineData("POST", "/v1/models", 405)]
    [InlineData("GET", "/v1/models/no/such", 404)]
    [InlineData("POST", "/v1/completions", 404)]
    [InlineData("GET", "/v1/", 404)]
    public async Task A_wrong_path_or_method_is_told_in_the_protocols_shape(string method, string path, int status)
    {
        using var request = new HttpRequestMessage(new(method), path);

        using var response = await Server.Http.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("invalid_request_error", (await ErrorOf(response)).GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_reused_turn_id_is_422_and_names_the_header_that_the_caller_used()
    {
        using var first = await Server.AskAsync(Ask, ("Idempotency-Key", "one"));
        using var second = await Server.AskAsync("""{"messages":[{"role":"user","content":"another"}]}""", ("Idempotency-Key", "one"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, second.StatusCode);
        Assert.Equal("Idempotency-Key", (await ErrorOf(second)).GetProperty("param").GetString());
    }

    [Fact]
    public async Task What_a_header_asked_for_wrongly_is_named_as_that_header()
    {
        using var response = await Server.AskAsync(Ask, ("x-orchestrator-preference", "moon"));

        Assert.Equal("x-orchestrator-preference", (await ErrorOf(response)).GetProperty("param").GetString());
    }

    [Fact]
    public async Task A_request_that_became_no_turn_still_tells_where_it_entered_and_why_it_ended()
    {
        using var response = await Server.AskAsync("""{"messages":[]}""", ("Idempotency-Key", "one"));

        Assert.Equal("device", response.Headers.GetValues("x-orchestrator-entered").Single());
        Assert.Equal("invalid-request", response.Headers.GetValues("x-orchestrator-reason").Single());
        Assert.Equal("one", response.Headers.GetValues("x-orchestrator-turn").Single());
        Assert.Equal("0", response.Headers.GetValues("x-orchestrator-attempt").Single());
    }

    private static async Task<JsonElement> ErrorOf(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error");
}
