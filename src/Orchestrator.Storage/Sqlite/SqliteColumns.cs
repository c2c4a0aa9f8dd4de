using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.Conversations.Journal;

namespace Orchestrator.Storage.Sqlite;

/// <summary>How values stand in columns.</summary>
internal static partial class SqliteColumns
{
    private const decimal Parts = 1_000_000_000_000m;

    public static long Time(DateTimeOffset time) => time.UtcTicks - DateTime.UnixEpoch.Ticks;

    public static DateTimeOffset Time(long column) => new(column + DateTime.UnixEpoch.Ticks, TimeSpan.Zero);

    /// <summary>US dollars in millionths of a millionth, rounded up; at most some nine million dollars, far more than one attempt can cost.</summary>
    public static long Money(decimal amount) => amount >= long.MaxValue / Parts ? long.MaxValue : (long)decimal.Ceiling(amount * Parts);

    /// <summary>US dollars of whole ones and a sum of parts.</summary>
    public static decimal Money(long dollars, long parts) => dollars + (parts / Parts);

    /// <summary>The bytes as an array of just them, without a copy where they already are one.</summary>
    public static byte[] Blob(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment) && segment.Array is { } array && segment.Offset == 0 && segment.Count == array.Length
            ? array
            : bytes.ToArray();

    public static string? Parents(ImmutableArray<EventReference> parents) =>
        parents.IsDefaultOrEmpty ? null : JsonSerializer.Serialize([.. parents], Json.Default.EventReferenceArray);

    public static ImmutableArray<EventReference> Parents(string column) =>
        ImmutableCollectionsMarshal.AsImmutableArray(JsonSerializer.Deserialize(column, Json.Default.EventReferenceArray));

    [JsonSerializable(typeof(EventReference[]))]
    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    private sealed partial class Json : JsonSerializerContext;
}
