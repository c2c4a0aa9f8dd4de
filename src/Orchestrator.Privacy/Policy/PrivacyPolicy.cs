using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Privacy;

/// <summary>
/// Says what each zone may read of a text with a given label. Of all the rules that match the least verdict wins; where
/// none matches, the verdict is <see cref="Verdict.Deny"/>; the order of rules means nothing. Immutable and thread-safe.
/// </summary>
public sealed class PrivacyPolicy
{
    /// <summary>The rule that verdicts name where no rule matches.</summary>
    public const string NoRule = "no-rule";

    private const int MostZones = 256;
    private readonly ImmutableArray<PolicyRule> _rules;
    private readonly ImmutableArray<PolicyConditions> _conditions;
    private readonly FrozenSet<string> _consents;

    // Which rules speak of a zone never changes; there are few zones, so their patterns are read once.
    private readonly ConcurrentDictionary<Zone, PolicyRule[]> _rulesOf = new();

    internal PrivacyPolicy(string name, int revision, ImmutableArray<PolicyRule> rules, ReadOnlySpan<byte> source)
    {
        Name = name;
        Revision = revision;
        _rules = rules;
        _conditions = [.. rules.Select(static rule => rule.When), .. rules.Where(static rule => rule.Unless is not null).Select(static rule => rule.Unless!)];
        _consents = _conditions.SelectMany(static c => c.Consent).Concat(rules.Where(static rule => rule.RequireConsent is not null).Select(static rule => rule.RequireConsent!))
            .ToFrozenSet(StringComparer.Ordinal);
        UsesPseudonyms = rules.Any(static rule => rule.Verdict == Verdict.Pseudonymize);
        Source = source.ToArray();
        Digest = Convert.ToHexStringLower(SHA256.HashData(source));
        Version = $"{name}@sha256:{Digest[..12]}";
    }

    /// <summary>The names of the policies that come with this library, the strictest first.</summary>
    public static IReadOnlyList<string> BuiltIns { get; } = ["strict", "balanced", "open"];

    /// <summary>The policy that applies when none is given: <c>balanced</c>.</summary>
    public static PrivacyPolicy Default { get; } = BuiltIn("balanced");

    /// <summary>The policy's name.</summary>
    public string Name { get; }

    /// <summary>The name and the first 12 hex digits of the SHA-256 of the file's bytes.</summary>
    public string Version { get; }

    /// <summary>Whether some rule asks for pseudonyms.</summary>
    public bool UsesPseudonyms { get; }

    /// <summary>Counts the policy's editions; a newer one replaces an older one, never the other way round. 0 when the file does not count.</summary>
    public int Revision { get; }

    /// <summary>SHA-256 of the file's bytes, in lower-case hex.</summary>
    public string Digest { get; }

    /// <summary>The file's bytes.</summary>
    public ReadOnlyMemory<byte> Source { get; }

    /// <summary>How many rules there are.</summary>
    public int RuleCount => _rules.Length;

    /// <summary>The types that rules name, each once, sorted: one that no detector finds is perhaps misspelt.</summary>
    public ImmutableArray<string> TypesNamed =>
        [.. _rules.SelectMany(static rule => rule.Categories.Concat(rule.Findings.Select(static f => f.Type))).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Reads a policy.</summary>
    /// <param name="yaml">The policy in YAML, as <c>policy.schema.json</c> describes.</param>
    /// <exception cref="PolicyException">The text is no policy; the message says where and what is allowed.</exception>
    public static PrivacyPolicy Parse(string yaml)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        return PolicyReader.Read(yaml, Encoding.UTF8.GetBytes(yaml), "policy");
    }

    /// <summary>A policy that comes with this library, or the policy of a file.</summary>
    /// <param name="nameOrPath">One of <see cref="BuiltIns"/>, or a file; null for <see cref="Default"/>.</param>
    /// <exception cref="PolicyException">The file is no policy; the message says where and what is allowed.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PrivacyPolicy Named(string? nameOrPath) =>
        nameOrPath is null ? Default : BuiltIns.Contains(nameOrPath, StringComparer.Ordinal) ? BuiltIn(nameOrPath) : Load(nameOrPath);

    /// <summary>Reads a policy file in UTF-8.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="PolicyException">The file is no policy; the message says where and what is allowed.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PrivacyPolicy Load(string path) => Read(File.ReadAllBytes(path), path);

    internal static PrivacyPolicy Read(byte[] bytes, string path) => PolicyReader.Read(new YamlKeys(path).Decode(bytes), bytes, path);

    /// <summary>The text of a policy that comes with this library, comments included.</summary>
    /// <param name="name">One of <see cref="BuiltIns"/>.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static string BuiltInText(string name)
    {
        using var stream = typeof(PrivacyPolicy).Assembly.GetManifestResourceStream($"{name}-policy.yaml")
            ?? throw new ArgumentException($"There is no built-in policy '{name}'; there are {string.Join(", ", BuiltIns)}.", nameof(name));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>What a zone may read of a text, and whether it may carry the rest sealed, when nothing else is known.</summary>
    /// <param name="label">The text's label.</param>
    /// <param name="zone">The zone; <c>default</c> is no zone and is denied.</param>
    public ZoneVerdict Evaluate(Label label, Zone zone)
    {
        ArgumentNullException.ThrowIfNull(label);
        return Evaluate(new(label, zone));
    }

    /// <summary>What a zone may read of a text, and whether it may carry the rest sealed. Pure; under 5 µs for 200 rules.</summary>
    /// <param name="question">The text and its circumstances.</param>
    public ZoneVerdict Evaluate(in PolicyQuestion question)
    {
        PolicyRule? least = null;
        var verdict = Verdict.Deny;
        var (carry, never) = (false, false);
        foreach (var rule in RulesOf(question.Zone))
        {
            if (!rule.Matches(question))
                continue;
            carry |= rule.CarrySealed is true;
            never |= rule.CarrySealed is false;
            var says = rule.Says(question);
            if (least is null || says < verdict || (says == verdict && Narrower(rule, least)))
                (least, verdict) = (rule, says);
        }

        return least is null
            ? new(question.Zone, Verdict.Deny, false, NoRule)
            : new(question.Zone, verdict, carry && !never, least.Name);
    }

    /// <summary>The consent that a denying rule lacks, so that the person can be told what would allow it; null when it denies anyway.</summary>
    /// <param name="question">The question that was denied.</param>
    public string? MissingConsent(in PolicyQuestion question)
    {
        string? missing = null;
        foreach (var rule in RulesOf(question.Zone))
        {
            if (!rule.Matches(question) || rule.Says(question) != Verdict.Deny)
                continue;
            if (!rule.Lacks(question) || rule.Verdict == Verdict.Deny)
                return null;
            missing ??= rule.RequireConsent;
        }

        return missing;
    }

    /// <summary>The question with only those circumstances that some rule names: the answer is the same, and nothing else is told.</summary>
    internal PolicyQuestion Relevant(in PolicyQuestion question)
    {
        var (context, conditions) = (question.Context, _conditions);
        return question with
        {
            Tools = Named(question.Tools, static c => c.Tools),
            Context = new()
            {
                Tenant = conditions.Any(c => context.Tenant is { } tenant && c.Tenants.Contains(tenant)) ? context.Tenant : null,
                Purpose = conditions.Any(c => context.Purpose is { } purpose && c.Purposes.Contains(purpose)) ? context.Purpose : null,
                Consents = [.. context.Consents.Where(name => _consents.Contains(name))],
            },
        };

        ImmutableArray<string> Named(ImmutableArray<string> names, Func<PolicyConditions, FrozenSet<string>> of) =>
            names.IsEmpty ? [] : [.. names.Where(name => conditions.Any(c => of(c).Contains(name)))];
    }

    /// <summary>Every rule that speaks of a question, sorted by name, and what it says; the least of them is the verdict.</summary>
    /// <param name="question">The question.</param>
    public ImmutableArray<(string Rule, Verdict Says)> Explain(PolicyQuestion question) =>
    [
        .. RulesOf(question.Zone).Where(rule => rule.Matches(question)).Select(rule => (rule.Name, rule.Says(question))).OrderBy(static r => r.Name, StringComparer.Ordinal),
    ];

    private PolicyRule[] RulesOf(Zone zone)
    {
        if (_rulesOf.TryGetValue(zone, out var rules))
            return rules;
        rules =
        [
            .. _rules.Where(rule => rule.SpeaksOf(zone))
                .Select(rule => rule.Unless is { } unless && !unless.SpeaksOf(zone) ? rule with { Unless = null } : rule),
        ];
        if (_rulesOf.Count < MostZones)
            _rulesOf.TryAdd(zone, rules);
        return rules;
    }

    /// <summary>Among rules that say the same, the one that speaks of the narrowest texts is named, so that reasons are plain.</summary>
    private static bool Narrower(PolicyRule rule, PolicyRule least)
    {
        if (rule.Level != least.Level)
            return rule.Level > least.Level;
        if (rule.Categories.Count > 0 != least.Categories.Count > 0)
            return rule.Categories.Count > 0;
        return string.CompareOrdinal(rule.Name, least.Name) < 0;
    }

    private static PrivacyPolicy BuiltIn(string name)
    {
        var text = BuiltInText(name);
        return PolicyReader.Read(text, Encoding.UTF8.GetBytes(text), name);
    }
}
