using System.Text.Json;

namespace Orchestrator.Protocol.OpenAi;

/// <summary>The code of an error body. Its message is not read: servers quote the request there.</summary>
public static class OpenAiErrorCode
{
    /// <summary>The code, or else the type, in <c>{"error":{…}}</c>; <c>unknown</c> when the body is something else.</summary>
    /// <param name="body">The body of an answer with an error status.</param>
    public static string Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var error = JsonSerializer.Deserialize(body, OpenAiJson.Default.ChatCompletionChunk)?.Error;
            return Printable(error?.Code ?? error?.Type);
        }
        catch (JsonException)
        {
            return Printable(null);
        }
    }

    // A code goes to logs and callers: only what looks like a code may.
    internal static string Printable(string? code) =>
        code is { Length: > 0 and <= 64 } && code.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') ? code : "unknown";
}
