using System.Text.Json;
using Orchestrator.Conversations;

namespace Orchestrator.Api.Tests;

/// <summary>The events of a streamed response, field by field as OpenAI's specification lists them.</summary>
public sealed class ResponseWireTests : ApiTest
{
    // The fields that the specification requires of each event, besides its type.
    private static readonly Dictionary<string, string[]> s_required = new()
    {
        ["response.created"] = ["response", "sequence_number"],
        ["response.in_progress"] = ["response", "sequence_number"],
        ["response.completed"] = ["response", "sequence_number"],
        ["response.incomplete"] = ["response", "sequence_number"],
        ["response.failed"] = ["response", "sequence_number"],
        ["response.output_item.added"] = ["item", "output_index", "sequence_number"],
        ["response.output_item.done"] = ["item", "output_index", "sequence_number"],
        ["response.content_part.added"] = ["content_index", "item_id", "output_index", "part", "sequence_number"],
        ["response.content_part.done"] = ["content_index", "item_id", "output_index", "part", "sequence_number"],
        ["response.output_text.delta"] = ["content_index", "delta", "item_id", "logprobs", "output_index", "sequence_number"],
        ["response.output_text.done"] = ["content_index", "item_id", "logprobs", "output_index", "sequence_number", "text"],
        ["response.function_call_arguments.delta"] = ["delta", "item_id", "output_index", "sequence_number"],
        ["response.function_call_arguments.done"] = ["arguments", "item_id", "name", "output_index", "sequence_number"],
    };

    public static TheoryData<string> Scripts => ["text", "calls", "calls-then-text", "text-then-calls", "incomplete", "empty", "failed"];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Every_event_has_the_fields_of_the_specification_and_no_other_and_is_named_as_its_type(string script)
    {
        foreach (var (name, data) in await StreamAsync(script))
        {
            Assert.Equal(name, data.GetProperty("type").GetString());
            Assert.Equal(s_required[name], data.EnumerateObject().Select(static p => p.Name).Where(static p => p != "type").Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Numbers_rise_items_open_and_close_once_and_what_came_in_parts_is_what_is_told_whole(string script)
    {
        var events = await StreamAsync(script);

        var numbers = events.Select(static e => e.Data.GetProperty("sequence_number").GetInt32()).ToArray();
        Assert.Equal(numbers.Distinct().Order(), numbers);
        Assert.Equal(["response.created", "response.in_progress"], events.Take(2).Select(static e => e.Name));
        Assert.Equal(script switch { "incomplete" => "response.incomplete", "failed" => "response.failed", _ => "response.completed" }, events[^1].Name);
        if (script == "failed")
            return;
        var (added, done) = (Items(events, "response.output_item.added"), Items(events, "response.output_item.done"));
        Assert.Equal(Enumerable.Range(0, added.Count), added.Keys.Order());
        Assert.Equal(added.Keys.Order(), done.Keys.Order());
        Assert.All(added, a => Assert.Equal((Id(a.Value), "in_progress"), (Id(done[a.Key]), a.Value.GetProperty("status").GetString())));
        var output = events[^1].Data.GetProperty("response").GetProperty("output").EnumerateArray().ToArray();
        Assert.Equal(output.Select(static i => i.GetRawText()), done.OrderBy(static d => d.Key).Select(static d => d.Value.GetRawText()));
        foreach (var (place, item) in done)
        {
            var parts = string.Concat(events.Where(e => e.Name.EndsWith(".delta", StringComparison.Ordinal) && e.Data.GetProperty("output_index").GetInt32() == place).Select(static e => e.Data.GetProperty("delta").GetString()));
            Assert.Equal(parts, item.GetProperty("type").GetString() == "message" ? item.GetProperty("content")[0].GetProperty("text").GetString() : item.GetProperty("arguments").GetString());
        }
    }

    private static Dictionary<int, JsonElement> Items(List<(string Name, JsonElement Data)> events, string name) =>
        events.Where(e => e.Name == name).ToDictionary(static e => e.Data.GetProperty("output_index").GetInt32(), static e => e.Data.GetProperty("item"));

    private static string? Id(JsonElement item) => item.GetProperty("id").GetString();

    private async Task<List<(string Name, JsonElement Data)>> StreamAsync(string script)
    {
        Conversations.Script = request => Updates(script, request.TurnId!);
        using var response = await Server.SendAsync(HttpMethod.Post, "/v1/responses", """{"input":"hi","stream":true}""", ("Idempotency-Key", "t1"));
        var body = await response.Content.ReadAsStringAsync();
        Assert.EndsWith("\n\n", body, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", body, StringComparison.Ordinal);
        return [.. body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(static e => e.Split('\n')).Select(static e =>
        {
            Assert.Equal(2, e.Length);
            return (e[0]["event: ".Length..], JsonDocument.Parse(e[1]["data: ".Length..]).RootElement);
        })];
    }

    private static IEnumerable<TurnUpdate> Updates(string script, string id)
    {
        ToolCall[] calls = [new("c1", "f", """{"room":"hall"}"""), new("c2", "g", "{}")];
        return script switch
        {
            "text" => Turns.Hello(id),
            "calls" => Of(id, "", false, calls),
            "calls-then-text" => Of(id, "Dark now.", false, calls),
            "text-then-calls" => Of(id, "Dark now.", true, calls),
            "incomplete" => Of(id, "Dark", true, [], "length"),
            "empty" => Of(id, "", true, []),
            _ => Turns.Fails(ErrorReason.AnswerCutOff, afterContent: true),
        };
    }

    private static IEnumerable<TurnUpdate> Of(string id, string text, bool textFirst, ToolCall[] calls, string finish = "stop")
    {
        yield return new TurnStarted(Turns.View(id));
        if (textFirst && text.Length > 0)
            yield return new TurnText(1, 0, text);
        for (var i = 0; i < calls.Length; i++)
            yield return new TurnToolCall(1, i, calls[i]);
        if (!textFirst && text.Length > 0)
            yield return new TurnText(1, 0, text);
        yield return new TurnEnded(Turns.Answered(id, new() { Role = Role.Assistant, Text = text, ToolCalls = [.. calls] }, finish));
    }
}
