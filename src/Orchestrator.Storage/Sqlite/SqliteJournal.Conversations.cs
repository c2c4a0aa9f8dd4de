using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace Orchestrator.Storage.Sqlite;

public sealed partial class SqliteJournal
{
    private const int ConversationsAtOnce = 1000;

    /// <summary>Every conversation that is kept, of all tenants, for tools that examine a whole journal. One that begins meanwhile may be left out.</summary>
    /// <param name="cancellationToken">Ends the read.</param>
    public async IAsyncEnumerable<ConversationKey> ConversationsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (tenant, conversation) = ("", Array.Empty<byte>());
        while (true)
        {
            var page = await _readers.ReadAsync(session => session.Run(connection => After(connection, tenant, conversation)), cancellationToken);
            foreach (var key in page)
                yield return key;
            if (page.Count < ConversationsAtOnce)
                yield break;
            (tenant, conversation) = (page[^1].Tenant, page[^1].Id.ToBytes());
        }
    }

    private static List<ConversationKey> After(SqliteConnection connection, string tenant, byte[] conversation)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT tenant, conversation FROM conversations WHERE (tenant, conversation) > ($tenant, $conversation) ORDER BY tenant, conversation LIMIT $most";
        command.Parameters.AddWithValue("$tenant", tenant);
        command.Parameters.AddWithValue("$conversation", conversation);
        command.Parameters.AddWithValue("$most", ConversationsAtOnce);
        using var reader = command.ExecuteReader();
        var keys = new List<ConversationKey>();
        while (reader.Read())
            keys.Add(new(reader.GetString(0), ConversationId.FromBytes(reader.GetFieldValue<byte[]>(1))));
        return keys;
    }
}
