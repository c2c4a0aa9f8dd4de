using System.Text;
using System.Text.Json;
using Orchestrator.Cli.Batch;
using Orchestrator.Conversations.Erasure;

namespace Orchestrator.Cli.Erasure;

/// <summary>A receipt, or why there is none, as one JSON object for machines.</summary>
internal static class ReceiptJson
{
    public static string Of(string host, ErasureReceipt receipt) => Object(writer =>
    {
        writer.WriteString("host", host);
        WriteReceipt(writer, receipt);
    });

    public static string Of(string? host, OrchestratorError error) => Object(writer =>
    {
        if (host is not null)
            writer.WriteString("host", host);
        writer.WriteStartObject("error");
        writer.WriteString("reason", error.Reason.ToString());
        writer.WriteString("message", error.Message);
        writer.WriteBoolean("retryable", error.Retryable);
        writer.WriteEndObject();
    });

    public static void WriteReceipt(Utf8JsonWriter writer, ErasureReceipt receipt)
    {
        writer.WriteString("erasure_id", receipt.ErasureId);
        writer.WriteString("scope", receipt.Scope.ToString().ToLowerInvariant());
        writer.WriteString("tenant", receipt.Tenant);
        writer.WriteString("owner", receipt.Owner);
        writer.WriteString("conversation", receipt.Conversation?.ToString());
        writer.WriteNumber("conversations", receipt.Conversations);
        writer.WriteNumber("events", receipt.Events);
        writer.WriteNumber("keys_destroyed", receipt.KeysDestroyed);
        writer.WriteString("requested_at", receipt.RequestedAt);
        writer.WriteString("completed_at", receipt.CompletedAt);
        writer.WriteString("log_id", receipt.LogId);
        writer.WriteNumber("generation_before", receipt.GenerationBefore);
        writer.WriteNumber("generation_after", receipt.GenerationAfter);
        writer.WriteString("key_encryption_key_id", receipt.KeyEncryptionKeyId);
        writer.WriteString("top_key_id", receipt.TopKeyId);
        writer.WriteString("remains", receipt.Remains);
        if (receipt.CoveredAt is { } covered)
            writer.WriteString("covered_at", covered);
        else
            writer.WriteNull("covered_at");
        writer.WriteStartArray("nodes");
        foreach (var node in receipt.Nodes)
        {
            writer.WriteStartObject();
            writer.WriteString("node", node.Node);
            if (node.ConfirmedAt is { } confirmed)
                writer.WriteString("confirmed_at", confirmed);
            else
                writer.WriteNull("confirmed_at");
            writer.WriteNumber("conversations", node.Conversations);
            writer.WriteNumber("events", node.Events);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string Object(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, JsonLines.Compact))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
