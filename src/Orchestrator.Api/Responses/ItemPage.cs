using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Orchestrator.Api.Responses;

/// <summary>A page of items, as the protocol lists them: the last first, unless <c>order=asc</c>; those after the one that <c>after</c> names.</summary>
/// <param name="Items">The items.</param>
/// <param name="HasMore">Whether others follow.</param>
internal sealed record ItemPage(ImmutableArray<ResponseItem> Items, bool HasMore)
{
    private const int DefaultLimit = 20, MostLimit = 100;

    /// <exception cref="OrchestratorException">The query makes no sense; it names the field.</exception>
    public static ItemPage Of(IEnumerable<ResponseItem> items, IQueryCollection query)
    {
        var limit = Limit(query["limit"].ToString());
        var ordered = query["order"].ToString() switch
        {
            "asc" => items,
            "" or "desc" => items.Reverse(),
            _ => throw Invalid("order", "'order' is asc or desc."),
        };
        var rest = ordered.ToList();
        if (query["after"].ToString() is { Length: > 0 } after)
        {
            var at = rest.FindIndex(i => i.Id == after);
            rest.RemoveRange(0, at >= 0 ? at + 1 : throw Invalid("after", "'after' is the id of an item of this list."));
        }

        return new([.. rest.Take(limit)], rest.Count > limit);
    }

    public static void Write(Utf8JsonWriter writer, ItemPage page)
    {
        writer.WriteStartObject();
        writer.WriteString("object"u8, "list"u8);
        writer.WriteStartArray("data"u8);
        foreach (var item in page.Items)
            item.Write(writer);
        writer.WriteEndArray();
        writer.WriteString("first_id"u8, page.Items.IsEmpty ? null : page.Items[0].Id);
        writer.WriteString("last_id"u8, page.Items.IsEmpty ? null : page.Items[^1].Id);
        writer.WriteBoolean("has_more"u8, page.HasMore);
        writer.WriteEndObject();
    }

    private static int Limit(string text) =>
        text.Length == 0 ? DefaultLimit
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MostLimit ? limit
        : throw Invalid("limit", $"'limit' is 1 to {MostLimit}.");

    private static OrchestratorException Invalid(string field, string message) => new(ErrorReason.InvalidRequest, message, field);
}
