using System.Collections.Immutable;
using System.Globalization;
using Orchestrator.Conversations.Journal;

namespace Orchestrator.Conversations.Hosting;

/// <summary>What callers see of headers and lists.</summary>
internal static class Views
{
    public const int MaxPageSize = 200;

    public static ConversationView Of(JournalHeader header) =>
        new(header.Key.Id, header.Owner, header.Site, header.Turns, header.CreatedAt, header.UpdatedAt);

    public static void CheckPageSize(int pageSize)
    {
        if (pageSize is < 1 or > MaxPageSize)
            throw new OrchestratorException(ErrorReason.InvalidRequest, $"A page has 1 to {MaxPageSize} items, not {pageSize}.", "page_size");
    }

    public static Page<TView> Page<T, TView>(ImmutableArray<T> all, int pageSize, string? pageToken, Func<T, TView> view)
    {
        CheckPageSize(pageSize);
        var start = 0;
        if (!string.IsNullOrEmpty(pageToken) && (!int.TryParse(pageToken, NumberStyles.None, CultureInfo.InvariantCulture, out start) || start > all.Length))
            throw new OrchestratorException(ErrorReason.InvalidRequest, "The page token is not one that this list gave.", "page_token");
        var end = Math.Min(start + pageSize, all.Length);
        return new([.. all[start..end].Select(view)], end < all.Length ? end.ToString(CultureInfo.InvariantCulture) : null);
    }
}
