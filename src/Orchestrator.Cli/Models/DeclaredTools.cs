using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Orchestrator.Cli.Models;

/// <summary>Tools as the <c>tools</c> of a chat completion have them, or without the <c>function</c> around each.</summary>
internal static class DeclaredTools
{
    /// <summary>Reads them from a file, or from the JSON itself.</summary>
    /// <exception cref="FormatException">The file cannot be read, or is not a list of tools; the message says where.</exception>
    public static IReadOnlyList<AITool> Read(string given)
    {
        var text = given.AsSpan().TrimStart().StartsWith("[") ? given : File(given);
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Array
                ? [.. json.RootElement.EnumerateArray().Select(Tool)]
                : throw new FormatException($"--tools: expected a JSON array of tools, found {json.RootElement.ValueKind}.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"--tools: this is not JSON at line {e.LineNumber + 1}, character {e.BytePositionInLine + 1}. Expected an array such as [{{\"name\":\"lights_on\",\"parameters\":{{\"type\":\"object\",\"properties\":{{\"room\":{{\"type\":\"string\"}}}}}}}}].", e);
        }
    }

    private static AITool Tool(JsonElement tool, int place)
    {
        var declared = tool.ValueKind == JsonValueKind.Object && tool.TryGetProperty("function", out var function) ? function : tool;
        if (declared.ValueKind != JsonValueKind.Object || !declared.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String || name.GetString() is not { Length: > 0 } said)
            throw new FormatException($"--tools: tool {place + 1} has no 'name'. Expected an object with 'name', and with 'description' and 'parameters' where it has any.");
        if (declared.TryGetProperty("parameters", out var parameters) && parameters.ValueKind != JsonValueKind.Object)
            throw new FormatException($"--tools: 'parameters' of '{said}' is {parameters.ValueKind}; expected a JSON schema, which is an object.");
        var description = declared.TryGetProperty("description", out var told) && told.ValueKind == JsonValueKind.String ? told.GetString() : "";
        return AIFunctionFactory.CreateDeclaration(said, description, parameters.ValueKind == JsonValueKind.Object ? parameters.Clone() : JsonElement.Parse("{}"));
    }

    private static string File(string path)
    {
        try
        {
            return System.IO.File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new FormatException($"--tools: '{path}' is neither a JSON array nor a file that can be read ({e.GetType().Name}).", e);
        }
    }
}
