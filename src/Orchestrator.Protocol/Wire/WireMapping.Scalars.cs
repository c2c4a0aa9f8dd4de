using System.Collections.Immutable;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;

namespace Orchestrator.Protocol;

/// <summary>
/// The engine's types as messages of <c>orchestrator/v1</c>, and back without loss. <c>FromProto</c> fills absent optional
/// parts with their defaults and refuses what has no meaning with a <see cref="WireFormatException"/>. Thread-safe.
/// </summary>
public static partial class WireMapping
{
    private const NumberStyles Money = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    private static string ToText(decimal value) => value == 0 ? "" : value.ToString(CultureInfo.InvariantCulture);

    private static decimal ToDecimal(string text, string field) =>
        text.Length == 0 ? 0
        : decimal.TryParse(text, Money, CultureInfo.InvariantCulture, out var value) ? value
        : throw new WireFormatException(field, "expected a decimal number such as 0.0125.");

    private const string Day = "yyyy-MM-dd";

    private static DateOnly ToDay(string text, string field) =>
        DateOnly.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new WireFormatException(field, "expected a day such as 2026-11-01.");

    private static Zone ToZone(string name, string field) =>
        Zone.TryParse(name, out var zone)
            ? zone
            : throw new WireFormatException(field, "expected device, gateway, cluster, telemetry, cloud/<provider> or cloud/<provider>/<region>.");

    private static T Known<T>(T value, string field)
        where T : struct, System.Enum =>
        System.Enum.IsDefined(value) ? value : throw new WireFormatException(field, $"expected a known {typeof(T).Name}.");

    private static ByteString ToBytes(string hex) => ByteString.CopyFrom(Convert.FromHexString(hex));

    private static string ToHex(ByteString bytes) => Convert.ToHexStringLower(bytes.Span);

    private static TimeSpan ToTimeSpan(Duration? duration, string field)
    {
        if (duration is null)
            return TimeSpan.Zero;
        try
        {
            return duration.ToTimeSpan();
        }
        catch (Exception e) when (e is InvalidOperationException or OverflowException)
        {
            throw new WireFormatException(field, "expected a duration within its range, seconds and nanos of the same sign.");
        }
    }

    private static DateTimeOffset ToTime(Timestamp? timestamp, string field)
    {
        if (timestamp is null)
            throw Missing(field);
        try
        {
            return timestamp.ToDateTimeOffset();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentOutOfRangeException)
        {
            throw new WireFormatException(field, "expected a time from year 1 to 9999, nanos 0 to 999999999.");
        }
    }

    private static ConversationId ToConversationId(string text, string field) =>
        ConversationId.TryParse(text, out var id)
            ? id
            : throw new WireFormatException(field, "expected a conversation id of 32 hex digits.");

    private static WireFormatException Missing(string field) => new(field, "is required.");

    private static TTo Part<TFrom, TTo>(TFrom? part, string field, Func<TFrom, TTo> map)
        where TFrom : class
    {
        if (part is null)
            throw Missing(field);
        try
        {
            return map(part);
        }
        catch (WireFormatException e)
        {
            throw e.Under(field);
        }
    }

    private static ImmutableArray<TTo> Each<TFrom, TTo>(RepeatedField<TFrom> items, string field, Func<TFrom, TTo> map)
    {
        if (items.Count == 0)
            return [];
        var mapped = new TTo[items.Count];
        for (var i = 0; i < mapped.Length; i++)
        {
            try
            {
                mapped[i] = map(items[i]);
            }
            catch (WireFormatException e)
            {
                throw e.Under($"{field}[{i}]");
            }
        }
        return System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(mapped);
    }

    private static void Fill<TFrom, TTo>(RepeatedField<TTo> into, ImmutableArray<TFrom> items, Func<TFrom, TTo> map)
    {
        if (items.IsDefaultOrEmpty)
            return;
        into.Capacity = items.Length;
        foreach (var item in items)
            into.Add(map(item));
    }

    private static void Fill(RepeatedField<string> into, ImmutableArray<string> items)
    {
        if (!items.IsDefaultOrEmpty)
            into.AddRange(items);
    }
}
