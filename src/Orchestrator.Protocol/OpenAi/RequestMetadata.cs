using System.Text.Json;

namespace Orchestrator.Protocol.OpenAi;

/// <summary>The <c>metadata</c> of a body: names and texts of the caller's own, within the protocol's limits.</summary>
public static class RequestMetadata
{
    private const string Field = "metadata";
    private const int MostPairs = 16;
    private const int LongestKey = 64;
    private const int LongestValue = 512;

    /// <summary>The object as it was sent; null when there is none.</summary>
    /// <param name="body">The request, a JSON object.</param>
    /// <exception cref="OrchestratorException">
    /// It is no object, has more than 16 pairs, a key of more than 64 characters or a value that is no string of at most 512
    /// (<see cref="ErrorReason.InvalidRequest"/>, field <c>metadata</c>).
    /// </exception>
    public static string? Read(JsonElement body)
    {
        if (JsonField.Of(body, Field) is not { } metadata)
            return null;
        Check(metadata);
        return metadata.GetRawText();
    }

    internal static void Check(JsonElement metadata)
    {
        if (metadata.ValueKind != JsonValueKind.Object)
            throw Invalid("'metadata' is an object of strings.");
        if (metadata.GetPropertyCount() > MostPairs)
            throw Invalid($"'metadata' has at most {MostPairs} pairs; this has {metadata.GetPropertyCount()}.");
        var place = 0;
        foreach (var pair in metadata.EnumerateObject())
        {
            // Keys and values are people's own words: an error tells their place.
            place++;
            if (Length(() => pair.Name) > LongestKey)
                throw Invalid($"Key {place} of 'metadata' has more than {LongestKey} characters.");
            if (pair.Value.ValueKind != JsonValueKind.String)
                throw Invalid($"Value {place} of 'metadata' is no string. Write numbers, lists and objects as text.");
            if (Length(() => pair.Value.GetString()!) > LongestValue)
                throw Invalid($"Value {place} of 'metadata' has more than {LongestValue} characters.");
        }
    }

    private static int Length(Func<string> text)
    {
        try
        {
            return text().EnumerateRunes().Count();
        }
        catch (InvalidOperationException)
        {
            throw Invalid("A text of 'metadata' holds half of a surrogate pair, which no UTF-8 can carry. Send whole characters.");
        }
    }

    private static OrchestratorException Invalid(string message) => JsonField.Invalid(Field, message);
}
