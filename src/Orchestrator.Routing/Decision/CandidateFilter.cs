namespace Orchestrator.Routing;

/// <summary>Hard filters: what a target must pass before it is scored. Policy comes first and nothing later can undo it.</summary>
internal static class CandidateFilter
{
    public static RejectedTarget? Reject(RouteInput input, RouteCandidate candidate, RouterOptions options)
    {
        var target = candidate.Target;
        if (candidate.Verdict == Verdict.Deny)
            return new(target.Id, "policy", candidate.VerdictReason);
        if (!MatchesModel(input.Preference, target))
            return new(target.Id, "preference", $"the caller asked for model '{input.Preference.Model}'");
        if (input.Preference.Mode == RoutePreferenceMode.OnlyDevice && target.Zone != Zone.Device)
            return new(target.Id, "preference", "the caller wants the device only");
        if (input.Preference.Mode == RoutePreferenceMode.OnlyCloud && target.Tier != Tier.Cloud)
            return new(target.Id, "preference", "the caller wants a cloud model only");
        if (input.NeedsTools && !target.Capabilities.Tools)
            return new(target.Id, "capability", "it cannot call tools");
        if (input.NeedsJsonSchema && !target.Capabilities.JsonSchema)
            return new(target.Id, "capability", "it cannot hold its answer to a JSON schema");
        if ((candidate.Attachments & ~target.Capabilities.Takes) is not AttachmentKinds.None and var refused)
            return new(target.Id, "capability", $"it is not known to take {Words(refused)}{(target.Tier == Tier.Cloud ? "; a provider's Takes in the configuration says what its model takes" : "")}");
        if (target.Capabilities.ContextTokens > 0 && input.PromptTokens > target.Capabilities.ContextTokens)
            return new(target.Id, "capability", $"the prompt has about {input.PromptTokens} tokens and it takes {target.Capabilities.ContextTokens}");
        if (target.Unavailable is { } reason)
            return new(target.Id, "health", reason);
        if (DeviceFilter.Reject(target, options) is { } resting)
            return resting;
        if (input.Preference.MaxLatency is { } wait && candidate.Measure is { } measure && measure.FirstContent > wait)
            return new(target.Id, "latency", $"its first content took {measure.FirstContent.TotalMilliseconds:0} ms lately and the caller allows {wait.TotalMilliseconds:0}");
        if (input.Preference.MaxCost is { } limit && target.Price.Of(input.PromptTokens, input.MaxOutputTokens ?? options.AssumedOutputTokens) is var cost && cost > limit)
            return new(target.Id, "preference", $"it would cost about {cost:0.######} USD and the caller allows {limit:0.######}");
        if (input.Budget is { Unknown: true } && target.Price.Of(1, 1) > 0)
            return new(target.Id, "health", "it has a price, and the budget cannot be asked for now");
        if (input.Budget is { } budget && target.Price.Of(input.PromptTokens, input.MaxOutputTokens ?? options.AssumedOutputTokens) is var most && most > Math.Max(0, budget.Left))
            return new(target.Id, "budget", $"it could cost {most:0.############} USD and more, and {Math.Max(0, budget.Left):0.############} USD are left of {budget.Of}");
        return null;
    }

    private static string Words(AttachmentKinds kinds) => string.Join(" and ", ((string[])[
        .. kinds.HasFlag(AttachmentKinds.Image) ? ["pictures"] : (string[])[],
        .. kinds.HasFlag(AttachmentKinds.Audio) ? ["recordings"] : (string[])[],
        .. kinds.HasFlag(AttachmentKinds.File) ? ["files"] : (string[])[]]));

    public static bool MatchesModel(RoutePreference preference, Target target) =>
        !preference.NamesModel
        || string.Equals(preference.Model, target.Tier.ToString(), StringComparison.OrdinalIgnoreCase)
        || preference.Model == target.Id || preference.Model == target.Model.Name || preference.Model == target.Model.ToString();
}
