using System.Buffers;

namespace Orchestrator.Privacy;

/// <summary>What stands where a secret could stand.</summary>
internal static class Values
{
    private static readonly SearchValues<string> Examples = SearchValues.Create(
        ["xxxx", "####", "****", "....", "example", "placeholder", "changeme", "your_", "your-", "yourpassword", "redacted", "00000000", "abcdefghijklmnop"],
        StringComparison.OrdinalIgnoreCase);

    private static readonly string[] Words =
        ["null", "none", "true", "false", "undefined", "string", "required", "optional", "password", "secret", "token", "empty", "nil", "hidden",
         // Words of the protocols and schemas that texts are sent in.
         "assistant", "system", "messages", "content", "function", "arguments", "properties", "object", "number", "integer", "boolean", "array",
         "description", "default", "format", "stream", "temperature", "username", "parameters", "choices"];

    /// <summary>Whether a manual's author made it up: "AKIAIOSFODNN7EXAMPLE".</summary>
    public static bool IsExample(ReadOnlySpan<char> value) => value.ContainsAny(Examples);

    /// <summary>Whether the value only shows where a secret goes, as a variable, a template or an example does.</summary>
    public static bool IsPlaceholder(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty || value[0] is '$' or '{' or '<' or '%' or '[' or '(' or '*' || IsExample(value))
            return true;
        foreach (var word in Words)
        {
            if (value.Equals(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return !value.ContainsAnyExcept(value[0]);
    }
}
