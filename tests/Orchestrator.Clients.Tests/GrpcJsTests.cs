using System.Text;
using System.Text.Json;
using Orchestrator.Clients.Tests.Running;

namespace Orchestrator.Clients.Tests;

/// <summary>What users of <c>@grpc/grpc-js</c> get with nothing but the <c>.proto</c> files.</summary>
[Collection(WholeSystem.Name)]
public sealed class GrpcJsTests(ClientsFixture clients)
{
    private const string Task = "Prove that there are infinitely many primes, then generalise the argument";

    [NodeFact]
    public async Task A_turn_that_was_started_is_read_from_its_start_to_its_end_in_order()
    {
        foreach (var port in new[] { clients.System.DeviceGrpc, clients.System.SiloGrpc })
        {
            var turn = await StartAsync(Ask(Task), port);
            var updates = Updates(await ReadAsync(turn, port: port));

            Assert.Equal("started", updates[0].GetProperty("update").GetString());
            Assert.Equal("ended", updates[^1].GetProperty("update").GetString());
            Assert.Equal(AnswerOf(updates), TextOf(updates));
            AssertContiguous(updates, from: 0);
        }
    }

    [NodeFact]
    public async Task A_reader_that_left_goes_on_where_it_stopped()
    {
        foreach (var port in new[] { clients.System.DeviceGrpc, clients.System.SiloGrpc })
        {
            await clients.System.SetFaultAsync(new { chunkDelayMs = 20, count = 1 });
            var turn = await StartAsync(Ask(Task), port);
            var first = await ReadAsync(turn, more: new { leaveAfterTexts = 3 }, port: port);
            var before = TextOf(first.GetProperty("updates").EnumerateArray());
            var cursor = new { attempt = 1, offset = Encoding.UTF8.GetByteCount(before).ToString(System.Globalization.CultureInfo.InvariantCulture) };
            var rest = Updates(await ReadAsync(turn, cursor, port: port));

            Assert.NotEmpty(before);
            Assert.Equal(AnswerOf(rest), before + TextOf(rest));
            AssertContiguous(rest, Encoding.UTF8.GetByteCount(before));
        }
    }

    [NodeFact]
    public async Task Two_readers_of_a_running_turn_see_the_same()
    {
        await clients.System.SetFaultAsync(new { chunkDelayMs = 20, count = 1 });
        var turn = await StartAsync(Ask(Task));
        var both = await System.Threading.Tasks.Task.WhenAll(ReadAsync(turn), ReadAsync(turn));

        Assert.Equal(AnswerOf(Updates(both[0])), TextOf(Updates(both[0])));
        Assert.Equal(TextOf(Updates(both[0])), TextOf(Updates(both[1])));
    }

    [NodeFact]
    public async Task A_cancelled_turn_ends_for_its_readers_as_cancelled()
    {
        foreach (var port in new[] { clients.System.DeviceGrpc, clients.System.SiloGrpc })
        {
            await clients.System.SetFaultAsync(new { chunkDelayMs = 400, count = 1 });
            var turn = await StartAsync(Ask(Task), port);
            var reading = ReadAsync(turn, port: port);
            await clients.FaultTakenAsync();
            var cancelled = await clients.GrpcAsync("call", "CancelTurn", Named(turn), port: port);

            Assert.Equal("TURN_STATE_CANCELLED", cancelled.GetProperty("answer").GetProperty("state").GetString());
            Assert.Equal("TURN_STATE_CANCELLED", Updates(await reading)[^1].GetProperty("ended").GetProperty("turn").GetProperty("state").GetString());
        }
    }

    [NodeFact]
    public async Task An_answer_that_breaks_off_starts_again_as_an_explicit_event_for_readers_that_allow_it()
    {
        var ask = Ask("my card was charged twice, what now?");
        ask["preference"] = new { model = "auto", mode = "PREFERENCE_MODE_PREFER_CLOUD" };
        ask["allow_restart"] = true;
        await clients.System.SetFaultAsync(new { errorInStream = 9, count = 1 });
        var updates = Updates(await clients.GrpcAsync("read", "SendTurn", ask));
        await clients.RecoverAsync();

        var restart = Array.FindLastIndex(updates, static u => u.GetProperty("update").GetString() == "attempt");
        var route = updates[restart].GetProperty("attempt").GetProperty("route");
        Assert.Equal((2, "TIER_MINI", true), (route.GetProperty("attempt").GetInt32(), route.GetProperty("target").GetProperty("tier").GetString(), route.GetProperty("fallback").GetBoolean()));
        Assert.StartsWith("This is the stand-in", TextOf(updates[..restart]), StringComparison.Ordinal);
        AssertContiguous(updates[restart..], from: 0);
        Assert.Equal(AnswerOf(updates), TextOf(updates[restart..]));
    }

    [NodeFact]
    public async Task A_turn_whose_answer_broke_off_is_tried_again_under_its_id_and_says_so()
    {
        var ask = Ask(Task, $"{Guid.NewGuid():n}");
        await clients.System.SetFaultAsync(new { errorInStream = 9, count = 1 });
        var broken = Updates(await clients.GrpcAsync("read", "SendTurn", ask));
        var again = Updates(await clients.GrpcAsync("read", "SendTurn", ask));
        await clients.RecoverAsync();

        Assert.Equal("ERROR_REASON_ANSWER_CUT_OFF", broken[^1].GetProperty("ended").GetProperty("turn").GetProperty("error").GetProperty("reason").GetString());
        var ended = again[^1].GetProperty("ended").GetProperty("turn");
        Assert.Equal("TURN_STATE_COMPLETED", ended.GetProperty("state").GetString());
        Assert.Equal((2, 2), (ended.GetProperty("route").GetProperty("attempt").GetInt32(), ended.GetProperty("route").GetProperty("ledger").GetArrayLength()));
    }

    [NodeTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_turn_whose_host_was_killed_is_interrupted_for_readers_and_goes_on_as_the_next_attempt_when_sent_again(bool atTheSilo)
    {
        var (victim, http, grpc) = atTheSilo
            ? (clients.System.Silo, clients.System.SiloHttp, clients.System.SiloGrpc)
            : (clients.System.Device, clients.System.DeviceHttp, clients.System.DeviceGrpc);
        var id = $"{Guid.NewGuid():n}";
        var body = new { model = "cloud", messages = new[] { new { role = "user", content = Task } } };
        var headers = new { maxRetries = 0, headers = new Dictionary<string, string> { ["Idempotency-Key"] = id }, leaveAfter = 1 };
        await clients.System.SetFaultAsync(new { chunkDelayMs = 400, count = 1 });
        var left = await clients.OpenAiAsync("stream", body, headers, http);
        var reading = clients.GrpcAsync("read", "ReadTurn", new { conversation = left.Route("conversation"), turn_id = id }, port: grpc);
        await victim.KillAsync();
        var cut = await reading;
        victim.Start();
        await clients.System.ReadyAsync();
        var interrupted = Updates(await clients.GrpcAsync("read", "ReadTurn", new { conversation = left.Route("conversation"), turn_id = id }, port: grpc));
        var again = await clients.OpenAiAsync("chat", body, headers, http);

        Assert.Equal("UNAVAILABLE", cut.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("TURN_STATE_INTERRUPTED", interrupted[^1].GetProperty("ended").GetProperty("turn").GetProperty("state").GetString());
        Assert.NotEmpty(again.Text);
        Assert.Equal((id, "2", left.Route("conversation")), (again.Route("turn"), again.Route("attempt"), again.Route("conversation")));
    }

    [NodeFact]
    public async Task Conversations_and_their_turns_are_told_page_by_page()
    {
        string? conversation = null;
        var ids = new List<string?>();
        for (var i = 0; i < 3; i++)
        {
            var turn = await StartAsync(Ask("turn off the lights in the kitchen", conversation: conversation));
            conversation = turn.GetProperty("conversation").GetString();
            ids.Add(turn.GetProperty("turn_id").GetString());
            await ReadAsync(turn);
        }

        var whole = (await clients.GrpcAsync("call", "GetConversation", new { conversation })).GetProperty("answer");
        var first = (await clients.GrpcAsync("call", "ListTurns", new { conversation, page_size = 2 })).GetProperty("answer");
        var second = (await clients.GrpcAsync("call", "ListTurns", new { conversation, page_size = 2, page_token = first.GetProperty("next_page_token").GetString() })).GetProperty("answer");
        var listed = (await clients.GrpcAsync("call", "ListConversations", new { page_size = 1 })).GetProperty("answer");

        Assert.Equal(3, whole.GetProperty("turns").GetInt32());
        Assert.Equal(("clients", "home"), (whole.GetProperty("owner").GetString(), whole.GetProperty("site").GetString()));
        Assert.Equal(ids, [.. first.GetProperty("turns").EnumerateArray().Concat(second.GetProperty("turns").EnumerateArray()).Select(static t => t.GetProperty("turn_id").GetString())]);
        Assert.False(second.TryGetProperty("next_page_token", out _));
        Assert.Equal(conversation, Assert.Single(listed.GetProperty("conversations").EnumerateArray()).GetProperty("id").GetString());
    }

    [NodeFact]
    public async Task A_refusal_tells_its_reason_the_field_and_what_to_do_as_status_details()
    {
        var error = (await clients.GrpcAsync("call", "ListTurns", new { conversation = "not an id" })).GetProperty("error");

        Assert.Equal("INVALID_ARGUMENT", error.GetProperty("code").GetString());
        var details = error.GetProperty("details");
        Assert.Equal(("INVALID_REQUEST", "orchestrator"), (Detail(details, "google.rpc.ErrorInfo", "reason"), Detail(details, "google.rpc.ErrorInfo", "domain")));
        Assert.Equal("conversation", details.GetProperty("google.rpc.BadRequest").GetProperty("field_violations")[0].GetProperty("field").GetString());
        Assert.NotEmpty(details.GetProperty("google.rpc.Help").GetProperty("links")[0].GetProperty("description").GetString()!);
        Assert.False(details.TryGetProperty("google.rpc.RetryInfo", out _));
    }

    [NodeFact]
    public async Task A_refusal_that_a_repeat_may_mend_says_when()
    {
        await clients.System.SetFaultAsync(new { status = 500, count = 1 });
        var turn = Updates(await clients.GrpcAsync("read", "SendTurn", Ask(Task)))[^1].GetProperty("ended").GetProperty("turn");
        var read = await clients.GrpcAsync("call", "StartTurn", Ask("x", model: "gpt-nobody"));
        await clients.RecoverAsync();

        // An accepted turn that failed is no failed call; one that nothing may answer is.
        Assert.Equal("ERROR_REASON_NO_TARGET_AVAILABLE", turn.GetProperty("error").GetProperty("reason").GetString());
        Assert.Equal("NOT_FOUND", read.GetProperty("error").GetProperty("code").GetString());
    }

    [NodeFact]
    public async Task A_wrong_key_is_UNAUTHENTICATED_and_a_secret_for_the_cloud_PERMISSION_DENIED()
    {
        var wrong = (await clients.GrpcAsync("call", "ListConversations", new { }, new { key = "orc_wrong" })).GetProperty("error");
        var secret = Ask("Prove that ghp_16C7e42F292c6912E7710c838347Ae178B4a is a secure token in general", model: "cloud");
        var refused = (await clients.GrpcAsync("call", "StartTurn", secret)).GetProperty("error");

        Assert.Equal(("UNAUTHENTICATED", "UNAUTHENTICATED"), (wrong.GetProperty("code").GetString(), Detail(wrong.GetProperty("details"), "google.rpc.ErrorInfo", "reason")));
        Assert.Equal(("PERMISSION_DENIED", "PRIVACY_REFUSED"), (refused.GetProperty("code").GetString(), Detail(refused.GetProperty("details"), "google.rpc.ErrorInfo", "reason")));
    }

    [NodeFact]
    public async Task A_used_turn_id_is_ALREADY_EXISTS_and_names_it()
    {
        var id = $"{Guid.NewGuid():n}";
        await clients.GrpcAsync("call", "StartTurn", Ask(Task, id));
        var error = (await clients.GrpcAsync("call", "StartTurn", Ask(Task + ", please", id))).GetProperty("error");

        Assert.Equal("ALREADY_EXISTS", error.GetProperty("code").GetString());
        Assert.Equal("turn_id", error.GetProperty("details").GetProperty("google.rpc.BadRequest").GetProperty("field_violations")[0].GetProperty("field").GetString());
    }

    [NodeFact]
    public async Task A_deadline_ends_the_call_and_not_the_turn()
    {
        await clients.System.SetFaultAsync(new { chunkDelayMs = 400, count = 1 });
        var turn = await StartAsync(Ask(Task));
        await clients.FaultTakenAsync();
        var late = await ReadAsync(turn, more: new { deadlineMs = 300 });
        var goesOn = (await clients.GrpcAsync("call", "ListTurns", new { conversation = turn.GetProperty("conversation").GetString() })).GetProperty("answer");
        await clients.GrpcAsync("call", "CancelTurn", Named(turn));

        Assert.Equal("DEADLINE_EXCEEDED", late.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("TURN_STATE_RUNNING", goesOn.GetProperty("turns")[0].GetProperty("state").GetString());
    }

    [NodeFact]
    public async Task A_client_without_proto_files_finds_the_service_by_reflection_and_calls_it()
    {
        var told = await clients.GrpcAsync("reflected", "ListConversations", new { page_size = 1 }, new { service = "orchestrator.v1.ConversationService" });

        Assert.Contains(told.GetProperty("services").EnumerateArray(), static s => s.GetString() == "grpc.health.v1.Health");
        Assert.True(told.TryGetProperty("answer", out var answer), told.GetRawText());
        Assert.Equal(JsonValueKind.Array, answer.GetProperty("conversations").ValueKind);
    }

    [NodeFact]
    public async Task The_standard_health_service_says_serving()
    {
        foreach (var port in new[] { clients.System.DeviceGrpc, clients.System.SiloGrpc })
            Assert.Equal("SERVING", (await clients.GrpcAsync("health", port: port)).GetProperty("status").GetString());
    }

    private static Dictionary<string, object?> Ask(string text, string? id = null, string? conversation = null, string model = "auto")
    {
        var ask = new Dictionary<string, object?>
        {
            ["input"] = new[] { new { role = "ROLE_USER", text } },
            ["preference"] = new { model },
        };
        if (id is not null)
            ask["turn_id"] = id;
        if (conversation is not null)
            ask["conversation"] = conversation;
        return ask;
    }

    private static object Named(JsonElement turn) =>
        new { conversation = turn.GetProperty("conversation").GetString(), turn_id = turn.GetProperty("turn_id").GetString() };

    private static JsonElement[] Updates(JsonElement read) =>
        read.TryGetProperty("error", out var error) ? throw new InvalidOperationException($"The read failed: {error}") : [.. read.GetProperty("updates").EnumerateArray()];

    private static string TextOf(IEnumerable<JsonElement> updates) => string.Concat(
        updates.Where(static u => u.GetProperty("update").GetString() == "text").Select(static u => u.GetProperty("text").GetProperty("text").GetString()));

    private static string AnswerOf(JsonElement[] updates) => updates[^1].GetProperty("ended").GetProperty("turn").GetProperty("output").GetProperty("text").GetString()!;

    private static string? Detail(JsonElement details, string type, string field) => details.GetProperty(type).GetProperty(field).GetString();

    private static void AssertContiguous(IEnumerable<JsonElement> updates, long from)
    {
        foreach (var piece in updates.Where(static u => u.GetProperty("update").GetString() == "text").Select(static u => u.GetProperty("text")))
        {
            // proto3 leaves a zero out.
            Assert.Equal($"{from}", piece.TryGetProperty("offset", out var offset) ? offset.GetString() : "0");
            from += Encoding.UTF8.GetByteCount(piece.GetProperty("text").GetString()!);
        }
    }

    private async Task<JsonElement> StartAsync(object ask, int? port = null)
    {
        var started = await clients.GrpcAsync("call", "StartTurn", ask, port: port);
        return started.TryGetProperty("answer", out var turn) ? turn : throw new InvalidOperationException($"The turn was not started: {started}");
    }

    private Task<JsonElement> ReadAsync(JsonElement turn, object? from = null, object? more = null, int? port = null) => clients.GrpcAsync(
        "read",
        "ReadTurn",
        new { conversation = turn.GetProperty("conversation").GetString(), turn_id = turn.GetProperty("turn_id").GetString(), from },
        more,
        port);
}
