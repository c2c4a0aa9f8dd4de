using System.Text;
using System.Text.Json;
using Orchestrator.Cli.Batch;
using Spectre.Console;

namespace Orchestrator.Cli.Tests.Batch;

public sealed class JsonLinesTests
{
    [Fact]
    public async Task Each_line_gets_a_line_and_bad_ones_get_an_error_and_exit_code_1()
    {
        var (code, lines) = await RunAsync("""
            {"id":"a","text":"one"}
            not json
            {"id":7,"text":5}
            {"text":"no id"}
            []
            {"id":"z","text":"last"}
            """);
        Assert.Equal(1, code);
        Assert.Equal(6, lines.Count);
        Assert.Equal("""{"id":"a","length":3}""", lines[0]);
        Assert.Equal("""{"id":"z","length":4}""", lines[5]);
        Assert.All(lines[1..5], line => Assert.True(JsonDocument.Parse(line).RootElement.TryGetProperty("error", out _)));
        Assert.Equal(7, JsonDocument.Parse(lines[2]).RootElement.GetProperty("id").GetInt32());
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(lines[3]).RootElement.GetProperty("id").ValueKind);
    }

    [Fact]
    public async Task Good_lines_alone_give_exit_code_0_and_blank_ones_do_not_count()
    {
        var (code, lines) = await RunAsync("\uFEFF{\"id\":1,\"text\":\"é\"}\r\n\r\n  \n{\"id\":2,\"text\":\"\"}");
        Assert.Equal(0, code);
        Assert.Equal(["""{"id":1,"length":1}""", """{"id":2,"length":0}"""], lines);
    }

    [Fact]
    public async Task Broken_utf8_harms_its_own_line_only()
    {
        byte[] input = [.. "{\"id\":1,\"text\":\""u8, 0xC3, 0x28, .. "\"}\n{\"id\":2,\"text\":\"x\"}\n"u8];
        var (code, lines) = await RunAsync(input);
        Assert.Equal(1, code);
        Assert.Contains("error", lines[0], StringComparison.Ordinal);
        Assert.Equal("""{"id":2,"length":1}""", lines[1]);
    }

    [Fact]
    public async Task What_a_line_held_is_in_no_error()
    {
        var (_, lines) = await RunAsync("""{"id":"a","text":"secret explode"}""" + "\n{\"id\": secret");
        Assert.All(lines, line => Assert.DoesNotContain("secret", line, StringComparison.Ordinal));
        Assert.Contains("InvalidOperationException", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_of_ten_megabytes_is_read()
    {
        var (code, lines) = await RunAsync($$"""{"id":1,"text":"{{new string('x', 10_000_000)}}"}""");
        Assert.Equal(0, code);
        Assert.Equal("""{"id":1,"length":10000000}""", lines[0]);
    }

    private static Task<(int Code, List<string> Lines)> RunAsync(string input) => RunAsync(Encoding.UTF8.GetBytes(input));

    private static async Task<(int Code, List<string> Lines)> RunAsync(byte[] input)
    {
        using var from = new MemoryStream(input);
        using var to = new MemoryStream();
        var code = await new JsonLines("text", (text, _) => text.Contains("explode", StringComparison.Ordinal)
            ? throw new InvalidOperationException(text)
            : Task.FromResult<ILineResult>(new Length(text.Length))).RunAsync(from, to, CancellationToken.None);
        return (code, [.. Encoding.UTF8.GetString(to.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)]);
    }

    private sealed record Length(int Value) : ILineResult
    {
        public void Write(Utf8JsonWriter writer) => writer.WriteNumber("length", Value);

        public void Print(IAnsiConsole console) => console.WriteLine($"{Value}");
    }
}
