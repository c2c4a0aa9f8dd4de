using Orchestrator.Conversations.Journal;

namespace Orchestrator.Conversations.Hosting;

/// <summary>Lists conversations from the journal's headers, without opening them.</summary>
public static class ConversationList
{
    /// <summary>A page of a caller's conversations, the last changed first.</summary>
    /// <param name="journal">Where they are kept.</param>
    /// <param name="caller">Whose they are.</param>
    /// <param name="pageSize">1 to 200.</param>
    /// <param name="pageToken">The token of the page before, or null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async ValueTask<Page<ConversationView>> ReadAsync(
        IJournal journal, Caller caller, int pageSize, string? pageToken, CancellationToken cancellationToken)
    {
        Views.CheckPageSize(pageSize);
        var page = await journal.ListAsync(caller.Tenant, caller.Owner, pageSize, pageToken, cancellationToken);
        return new([.. page.Items.Select(Views.Of)], page.NextPageToken);
    }
}
