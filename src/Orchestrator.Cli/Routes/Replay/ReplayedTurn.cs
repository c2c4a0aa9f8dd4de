using System.Text.Json;
using Orchestrator.Cli.Batch;

namespace Orchestrator.Cli.Routes.Replay;

/// <summary>A turn as it was decided and as it would be.</summary>
internal sealed record ReplayedTurn(JournalTurn Turn, Side Was, Side Would)
{
    public bool Differs => Was.Target?.Id != Would.Target?.Id;

    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("conversation", Turn.Conversation.Id.ToString());
            writer.WriteString("turn", Turn.Routed.TurnId);
            writer.WriteLabel(Turn.Routed.Input.Label);
            Write(writer, "was", Was);
            Write(writer, "would", Would);
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, string name, Side side)
    {
        writer.WriteStartObject(name);
        writer.WriteString("target", side.Target?.Id);
        writer.WriteString("tier", side.Tier);
        writer.WriteString("reason", side.ReasonCode);
        writer.WriteNumber("quality", Math.Round(side.Quality, 4));
        writer.WriteNumber("cost", side.Dollars);
        writer.WriteEndObject();
    }
}
