using System.Text.Json;

namespace Orchestrator.Clients.Tests.Running;

/// <summary>What the npm <c>openai</c> client gave or raised, and which requests it sent for it.</summary>
internal sealed class OpenAiOutcome(JsonElement json)
{
    public JsonElement Json { get; } = json;

    public int Requests => Json.GetProperty("sent").GetArrayLength();

    /// <summary>The whole answer.</summary>
    public JsonElement Answer => Succeeded().GetProperty("answer");

    public JsonElement Choice => Answer.GetProperty("choices")[0];

    public string Text => Choice.GetProperty("message").GetProperty("content").GetString()!;

    public JsonElement[] Chunks => [.. Json.GetProperty("chunks").EnumerateArray()];

    public string StreamedText => string.Concat(Deltas.Select(static d => d.TryGetProperty("content", out var text) ? text.GetString() : ""));

    public JsonElement[] Deltas => [.. Chunks.SelectMany(static c => c.GetProperty("choices").EnumerateArray()).Select(static c => c.GetProperty("delta"))];

    public JsonElement Error => Json.GetProperty("error");

    public string ErrorClass => Error.GetProperty("types")[0].GetString()!;

    public int? Status => Error.GetProperty("status") is { ValueKind: JsonValueKind.Number } status ? status.GetInt32() : null;

    public string? Code => Error.GetProperty("code").GetString();

    public string? Param => Error.GetProperty("param").GetString();

    public string Message => Error.GetProperty("message").GetString()!;

    /// <summary>A response header of ours, without its prefix.</summary>
    public string? Route(string name) =>
        (Json.TryGetProperty("error", out var error) ? error : Json).GetProperty("headers").TryGetProperty($"x-orchestrator-{name}", out var value) ? value.GetString() : null;

    public OpenAiOutcome Ok()
    {
        Succeeded();
        return this;
    }

    private JsonElement Succeeded() =>
        Json.TryGetProperty("error", out var error) ? throw new InvalidOperationException($"The client raised {error}") : Json;
}
