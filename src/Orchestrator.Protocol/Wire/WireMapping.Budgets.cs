using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using Orchestrator.Conversations.Budgets;

namespace Orchestrator.Protocol;

// Slices of budgets.
public static partial class WireMapping
{
    /// <summary>A holder's report as it crosses.</summary>
    /// <param name="value">The engine's type.</param>
    public static V1.BudgetReport ToProto(this BudgetReport value)
    {
        var proto = new V1.BudgetReport { Tenant = value.Tenant, Holder = value.Holder.Name, Incarnation = value.Holder.Incarnation };
        Fill(proto.Claims, value.Claims, ToProto);
        Fill(proto.Closings, value.Closings, ToProto);
        return proto;
    }

    /// <summary>The report that crossed.</summary>
    /// <param name="proto">What was received.</param>
    public static BudgetReport FromProto(this V1.BudgetReport proto) =>
        new(proto.Tenant, new(proto.Holder, proto.Incarnation), Each(proto.Claims, "claims", FromProto)) { Closings = Each(proto.Closings, "closings", FromProto) };

    /// <summary>The bank's answer as it crosses.</summary>
    /// <param name="value">The engine's type.</param>
    public static V1.BudgetGrants ToProto(this BudgetGrants value)
    {
        var proto = new V1.BudgetGrants { Wanting = value.Wanting };
        if (value.ConversationLimit is { } limit)
            proto.ConversationLimit = ToText(limit);
        Fill(proto.Grants, value.Grants, ToProto);
        Fill(proto.Unclosed, value.Unclosed, ToProto);
        return proto;
    }

    /// <summary>The bank's answer that crossed.</summary>
    /// <param name="proto">What was received.</param>
    public static BudgetGrants FromProto(this V1.BudgetGrants proto) => new(
        Each(proto.Grants, "grants", FromProto),
        proto.HasConversationLimit ? ToDecimal(proto.ConversationLimit, "conversation_limit") : null,
        proto.Wanting)
    {
        Unclosed = Each(proto.Unclosed, "unclosed", FromProto),
    };

    private static V1.BudgetClosing ToProto(BudgetClosing value)
    {
        var proto = new V1.BudgetClosing
        {
            From = value.From.ToTimestamp(),
            Incarnation = value.Incarnation,
            Charged = ToText(value.Charged ?? 0),
            Lost = value.Charged is null,
        };
        if (value.KeyId is { } key)
            proto.KeyId = key;
        return proto;
    }

    private static BudgetClosing FromProto(V1.BudgetClosing proto) => new(
        proto.HasKeyId ? proto.KeyId : null, proto.From?.ToDateTimeOffset() ?? default, proto.Incarnation, proto.Lost ? null : Sum(proto.Charged, "charged"));

    private static V1.UnclosedLease ToProto(UnclosedLease value)
    {
        var proto = new V1.UnclosedLease { From = value.Window.From.ToTimestamp(), Until = value.Window.Until?.ToTimestamp(), Incarnation = value.Incarnation };
        if (value.KeyId is { } key)
            proto.KeyId = key;
        return proto;
    }

    private static UnclosedLease FromProto(V1.UnclosedLease proto) => new(
        proto.HasKeyId ? proto.KeyId : null, new(proto.From?.ToDateTimeOffset() ?? default, proto.Until?.ToDateTimeOffset()), proto.Incarnation);

    private static V1.BudgetClaim ToProto(BudgetClaim value)
    {
        var proto = new V1.BudgetClaim
        {
            From = value.From?.ToTimestamp(),
            Spent = ToText(value.Spent),
            Returned = ToText(value.Returned),
            Want = ToText(value.Want),
        };
        if (value.KeyId is { } key)
            proto.KeyId = key;
        return proto;
    }

    private static BudgetClaim FromProto(V1.BudgetClaim proto) => new(
        proto.HasKeyId ? proto.KeyId : null,
        proto.From?.ToDateTimeOffset(),
        Sum(proto.Spent, "spent"),
        Sum(proto.Returned, "returned"),
        Sum(proto.Want, "want"));

    private static V1.BudgetGrant ToProto(BudgetGrant value)
    {
        var proto = new V1.BudgetGrant
        {
            Rule = value.Rule is { } rule ? new() { Limit = ToText(rule.Limit), Period = (V1.BudgetPeriod)rule.Period } : null,
            From = value.From.ToTimestamp(),
            Granted = ToText(value.Granted),
            Left = ToText(value.Left),
            ValidFor = Duration.FromTimeSpan(value.ValidFor),
            Recall = value.Recall,
        };
        if (value.LostNode is { } lost)
            proto.LostNode = lost;
        if (value.KeyId is { } key)
            proto.KeyId = key;
        return proto;
    }

    private static BudgetGrant FromProto(V1.BudgetGrant proto) => new(
        proto.HasKeyId ? proto.KeyId : null,
        proto.Rule is { } rule ? new(ToDecimal(rule.Limit, "limit"), Known((BudgetPeriod)rule.Period, "period")) : null,
        proto.From?.ToDateTimeOffset() ?? default)
    {
        Granted = Sum(proto.Granted, "granted"),
        Left = ToDecimal(proto.Left, "left"),
        ValidFor = ToTimeSpan(proto.ValidFor, "valid_for"),
        Recall = proto.Recall,
        LostNode = proto.HasLostNode ? proto.LostNode : null,
    };

    /// <summary>What became of a lost node's slices, as it crosses.</summary>
    /// <param name="releases">The slices.</param>
    public static V1.ReleaseNodeResponse ToReleaseResponse(this ImmutableArray<BudgetRelease> releases)
    {
        var response = new V1.ReleaseNodeResponse();
        foreach (var release in releases)
        {
            var slice = new V1.ReleasedSlice { Held = ToText(release.Held), Charged = ToText(release.Charged) };
            if (release.KeyId is { } key)
                slice.KeyId = key;
            response.Slices.Add(slice);
        }

        return response;
    }

    /// <summary>What crossed.</summary>
    /// <param name="proto">What was received.</param>
    public static ImmutableArray<BudgetRelease> FromProto(this V1.ReleaseNodeResponse proto) =>
        Each(proto.Slices, "slices", static s => new BudgetRelease(s.HasKeyId ? s.KeyId : null, Sum(s.Held, "held"), Sum(s.Charged, "charged")));

    private static decimal Sum(string text, string field) =>
        ToDecimal(text, field) is >= 0 and var sum ? sum : throw new WireFormatException(field, "expected a sum that is not negative.");
}
