using System.Text;
using System.Text.Json;
using Orchestrator.Cli.Batch;
using Orchestrator.Cli.Erasure;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Storage.Protection;

namespace Orchestrator.Cli.Keys;

/// <summary>What a key file says of itself, as one JSON object for machines.</summary>
internal static class KeyStatusJson
{
    public static string Of(KeyPlace place, KeyFileReport report, IReadOnlyList<ErasureReceipt>? covered = null)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, JsonLines.Compact))
        {
            writer.WriteStartObject();
            Write(writer, place, report);
            if (covered is not null)
                Write(writer, covered);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<ErasureReceipt> covered)
    {
        writer.WriteStartArray("covered");
        foreach (var receipt in covered)
        {
            writer.WriteStartObject();
            ReceiptJson.WriteReceipt(writer, receipt);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, KeyPlace place, KeyFileReport report)
    {
        writer.WriteString("process", place.Name);
        writer.WriteString("data", Path.GetFullPath(place.Keys.DataDirectory));
        writer.WriteString("key_file", report.Path);
        writer.WriteBoolean("held", report.Owned);
        if (report.Owned && report.Owner is { } owner)
            writer.WriteNumber("held_by", owner.ProcessId);
        if (report.Problem is { } problem)
        {
            writer.WriteString("problem", problem);
            return;
        }

        writer.WriteString("top_key_id", report.TopKeyId);
        writer.WriteBoolean("development_key", report.DevelopmentKey);
        writer.WriteNumber("generation", report.Generation);
        writer.WriteString("key_encryption_key_id", report.KeyEncryptionKeyId);
        writer.WriteNumber("keys", report.Keys);
        writer.WriteNumber("bytes", report.SizeBytes);
        writer.WriteString("rights", report.Rights is { } rights ? KeyStatusText.Octal(rights) : null);
        writer.WriteBoolean("open_to_others", report.OpenToOthers);
    }
}
