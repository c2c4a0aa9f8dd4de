using System.Collections.Immutable;
using CsCheck;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Conversations.Events;
using Orchestrator.Conversations.Feedback;
using Orchestrator.Privacy;
using Orchestrator.Routing;
using Orchestrator.Routing.Difficulty;

namespace Orchestrator.Protocol.Tests;

/// <summary>Random values of the engine's types.</summary>
internal static class Arbitrary
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[0, 20].Select(static s => new string([.. s.Where(static c => !char.IsSurrogate(c))])),
        Pick("", "naïve — “quoted” \\ \" </script>", "🙂 𝒳 你好", "line\r\nline\u2028\0\u007f", "{\"a\":1}"));

    private static readonly Gen<double> Unit = Gen.Double[0, 1];
    private static readonly Gen<decimal> Dollars = Gen.OneOf(Gen.Decimal[0m, 100m], Pick(0m, 0.000000125m, 12.50m, 79228162514264337593543950335m));
    private static readonly Gen<DateTimeOffset> Time = Gen.Long[DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks].Select(static t => new DateTimeOffset(t, TimeSpan.Zero));
    private static readonly Gen<TimeSpan> Span = Gen.Long[0, TimeSpan.TicksPerDay * 400].Select(TimeSpan.FromTicks);
    private static readonly Gen<string> Hex = Gen.Byte.Array[32].Select(Convert.ToHexStringLower);
    private static readonly Gen<int> Count = Gen.Int[0, 1_000_000];

    private static readonly Gen<Zone> Zones = Pick(Zone.Device, Zone.Gateway, Zone.Cluster, Zone.Telemetry, Zone.Cloud("acme"), Zone.Cloud("acme", "eu-1"));
    private static readonly Gen<Verdict> Verdicts = Gen.Enum<Verdict>();

    private static readonly Gen<Label> Labels =
        Gen.Select(Gen.Enum<SensitivityLevel>(), Many(Text), static (level, categories) => new Label(level, categories));

    private static readonly Gen<ToolCall> Calls = Gen.Select(Text, Text, Text, static (a, b, c) => new ToolCall(a, b, c));

    private static readonly Gen<ReadOnlyMemory<byte>> Bytes = Gen.Byte.Array[1, 40].Select(static b => new ReadOnlyMemory<byte>(b));
    private static readonly Gen<AttachmentKinds> Kinds = Gen.Int[0, 7].Select(static k => (AttachmentKinds)k);

    // As providers are told of them: a picture and a recording have no name, an address has no bytes.
    public static readonly Gen<Attachment> Attachments = Gen.OneOf(
        Gen.Select(Pick("image/png", "image/webp"), Bytes, Maybe(Pick("low", "high")), static (type, data, detail) => new Attachment { Kind = AttachmentKinds.Image, MediaType = type, Data = data, Detail = detail }),
        Pick(new Attachment { Kind = AttachmentKinds.Image, Url = "https://pictures.example/a?b=\"c\"", Detail = "auto" }),
        Gen.Select(Pick("audio/wav", "audio/mpeg"), Bytes, static (type, data) => new Attachment { Kind = AttachmentKinds.Audio, MediaType = type, Data = data }),
        Gen.Select(Text, Bytes, static (name, data) => new Attachment { Kind = AttachmentKinds.File, MediaType = "application/pdf", Name = name, Data = data }));

    public static readonly Gen<Message> Messages = Gen.Select(Gen.Enum<Role>(), Text, Many(Calls), Maybe(Text), Many(Attachments), static (role, text, calls, id, attachments) =>
        new Message { Role = role, Text = text, ToolCalls = calls, ToolCallId = id, Attachments = attachments });

    private static readonly Gen<ToolDeclaration> Tools = Gen.Select(Text, Text, Text, Gen.Bool, static (a, b, c, d) => new ToolDeclaration(a, b, c) { Strict = d });

    private static readonly Gen<ResponseFormat> Formats = Gen.Select(Text, Maybe(Text), Maybe(Text), Gen.Bool, Maybe(Text), static (a, b, c, d, e) =>
        new ResponseFormat(a, b, c) { Strict = d, Description = e });

    private static readonly Gen<ModelOptions> Options = Gen.Select(
        Gen.Select(MaybeOf(Gen.Int), MaybeOf(Gen.Double), MaybeOf(Unit), MaybeOf(Gen.Long)),
        Gen.Select(Many(Text), Maybe(Text), Maybe(Formats), MaybeOf(Gen.Bool)),
        static (a, b) => new ModelOptions { MaxOutputTokens = a.Item1, Temperature = a.Item2, TopP = a.Item3, Seed = a.Item4, Stop = b.Item1, ToolChoice = b.Item2, ResponseFormat = b.Item3, ParallelToolCalls = b.Item4 });

    public static readonly Gen<ModelRequest> Requests = Gen.Select(Many(Messages), Many(Tools), Options, static (messages, tools, options) =>
        new ModelRequest { Messages = messages, Tools = tools, Options = options });

    private static readonly Gen<RoutePreference> Preferences = Gen.Select(
        Gen.Enum<RoutePreferenceMode>(), MaybeOf(Unit), MaybeOf(Dollars), MaybeOf(Span), Gen.Select(Pick("auto", "mini", "x"), Maybe(Text), Maybe(Text)),
        static (mode, quality, cost, latency, names) => new RoutePreference
        {
            Mode = mode,
            Quality = quality,
            MaxCost = cost,
            MaxLatency = latency,
            Model = names.Item1,
            Purpose = names.Item2,
            Consent = names.Item3,
        });

    private static readonly Gen<TargetPrice> Prices = Gen.Select(
        Dollars, Dollars, MaybeOf(Dollars), MaybeOf(Dollars), Gen.Select(MaybeOf(Dollars), MaybeOf(Gen.Int[0, 3_000_000])),
        static (a, b, c, d, e) => new TargetPrice(a, b)
        {
            CachedInputPerMillion = c,
            CacheWritePerMillion = d,
            ReasoningPerMillion = e.Item1,
            AsOf = e.Item2 is { } day ? DateOnly.FromDayNumber(day) : null,
        });

    public static readonly Gen<Target> Targets = Gen.Select(
        Gen.Select(Text, Gen.Enum<Tier>(), Zones, Text, Gen.Select(Text, Maybe(Hex), Gen.Bool, static (n, d, s) => new ModelReference(n, d, s))),
        Gen.Select(Many(Zones), Gen.Bool, Maybe(Text)),
        Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool, Count, Kinds, Gen.Bool),
        Prices,
        static (a, b, can, price) => new Target
        {
            Id = a.Item1,
            Tier = a.Item2,
            Zone = a.Item3,
            Node = a.Item4,
            Model = a.Item5,
            Path = b.Item1,
            Sealed = b.Item2,
            Unavailable = b.Item3,
            Capabilities = new() { Tools = can.Item1, JsonSchema = can.Item2, OpenEnded = can.Item3, ContextTokens = can.Item4, Takes = can.Item5, TellsRisk = can.Item6 },
            Price = price,
        });

    private static readonly Gen<TypeCount> Counts = Gen.Select(Text, Count, static (a, b) => new TypeCount(a, b));

    private static readonly Gen<ZoneVerdict> ZoneVerdicts = Gen.Select(Zones, Verdicts, Gen.Bool, Text, static (a, b, c, d) => new ZoneVerdict(a, b, c, d));

    public static readonly Gen<LedgerEntry> Entries = Gen.Select(
        Gen.Select(Time, Text, Zones, Verdicts, Many(ZoneVerdicts)),
        Gen.Select(Gen.Bool, Text, Many(Counts), Gen.Select(Many(Counts), Many(Counts)), Count),
        Gen.Select(Labels, Gen.Long[0, long.MaxValue], Hex, Gen.Bool),
        static (a, b, c) => new LedgerEntry
        {
            At = a.Item1,
            TargetId = a.Item2,
            Zone = a.Item3,
            Verdict = a.Item4,
            Zones = a.Item5,
            Sealed = b.Item1,
            PolicyVersion = b.Item2,
            Disclosed = b.Item3,
            Withheld = b.Item4.Item1,
            Pseudonymized = b.Item4.Item2,
            WithheldAnswers = b.Item5,
            SentLabel = c.Item1,
            Bytes = c.Item2,
            Digest = c.Item3,
            StayedInZone = c.Item4,
        });

    private static readonly Gen<OrchestratorError> Errors =
        Gen.Select(Gen.Enum<ErrorReason>(), Text, Maybe(Text), static (a, b, c) => new OrchestratorError(a, b, c));

    private static readonly Gen<ModelUsage> Usages = Gen.Select(
        Gen.Long, Gen.Long, Gen.Long, Gen.Select(Gen.Long, Gen.Long), Gen.Bool,
        static (a, b, c, d, e) => new ModelUsage(a, b) { CachedInputTokens = c, CacheWriteTokens = d.Item1, ReasoningTokens = d.Item2, Estimated = e });

    private static readonly Gen<AttemptCost> Costs = Gen.Select(
        Count, Text, Text, Usages, Gen.Select(Dollars, Text), static (a, b, c, d, e) => new AttemptCost(a, b, c, d, e.Item1, e.Item2));

    private static readonly Gen<RouteCandidate> Candidates = Gen.Select(Targets, Verdicts, Text, MaybeOf(Unit), MaybeOf(Gen.Select(Count, Gen.Int[0, 1_000_000], static (a, b) => new TargetLoad(a, TimeSpan.FromTicks(b)))), static (a, b, c, d, e) =>
        new RouteCandidate { Target = a, Verdict = b, VerdictReason = c, Confidence = d, Expected = d, Learned = d is { } by ? new(by, new(3, 1, 4, 2, 5)) : null, Load = e });

    public static readonly Gen<RouteInput> Inputs = Gen.Select(
        Gen.Select(Zones, Preferences, Labels, Gen.Select(Unit, Unit, Unit, Unit, static (a, b, c, d) => new DifficultyEstimate(a, b, c, d) { Strong = d, Weak = a, Group = (int)(40 * b) - 1 })),
        Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool, Count),
        Many(Candidates),
        MaybeOf(Gen.ULong),
        static (a, b, candidates, seed) => new RouteInput
        {
            Entered = a.Item1,
            Preference = a.Item2,
            Label = a.Item3,
            Difficulty = a.Item4,
            HasTools = b.Item1,
            NeedsTools = b.Item2,
            NeedsJsonSchema = b.Item3,
            PromptTokens = b.Item4,
            Candidates = candidates,
            Seed = seed,
        });

    private static readonly Gen<PlannedAttempt> Planned =
        Gen.Select(Targets, Gen.Double, Gen.Double, Gen.Bool, Text, static (a, b, c, d, e) => new PlannedAttempt(a, b, c, d, e));

    private static readonly Gen<RejectedTarget> Rejected = Gen.Select(Text, Text, Text, static (a, b, c) => new RejectedTarget(a, b, c));

    public static readonly Gen<RouteDecision> Decisions = Gen.Select(Many(Planned), Many(Rejected), Text, Many(Text), Maybe(Errors), static (a, b, c, d, e) =>
        new RouteDecision { Plan = a, Rejected = b, ReasonCode = c, Reasons = d, Refusal = e });

    public static readonly Gen<TurnRequest> TurnRequests = Gen.Select(
        Gen.Select(MaybeOf(Ids), Maybe(Text), Many(Messages), Many(Messages)),
        Gen.Select(Many(Tools), Options, Preferences, Gen.Bool, Gen.Bool),
        static (a, b) => new TurnRequest
        {
            Conversation = a.Item1,
            TurnId = a.Item2,
            Input = a.Item3,
            History = a.Item4,
            Tools = b.Item1,
            Options = b.Item2,
            Preference = b.Item3,
            AllowRestart = b.Item4,
            Drafts = b.Item5,
        });

    private static readonly Gen<TurnRoute> Routes = Gen.Select(
        Gen.Select(Zones, Maybe(Targets), Count, Gen.Bool, Text),
        Gen.Select(Many(Text), Text, Labels, MaybeOf(Unit), Many(Entries)),
        static (a, b) => new TurnRoute
        {
            Entered = a.Item1,
            Target = a.Item2,
            Attempt = a.Item3,
            Fallback = a.Item4,
            ReasonCode = a.Item5,
            Reasons = b.Item1,
            PolicyVersion = b.Item2,
            Label = b.Item3,
            Confidence = b.Item4,
            Ledger = b.Item5,
        });

    private static readonly Gen<TurnJudgement> Judgements = Gen.Select(
        Gen.Enum<Rating>(), MaybeOf(Unit), Many(Text), Maybe(Text), Maybe(Text),
        static (a, b, c, d, e) => new TurnJudgement { Rating = a, Score = b, Categories = c, Comment = d, Correction = e });

    public static readonly Gen<TurnView> Turns = Gen.Select(
        Gen.Select(Ids, Text, Gen.Enum<TurnState>(), Many(Messages), Maybe(Messages)),
        Gen.Select(Maybe(Text), Maybe(Errors), Routes, Maybe(Usages)),
        Gen.Select(Dollars, Time, MaybeOf(Time), Many(Costs), Many(Gen.Select(Judgements, Text, Time, static (a, b, c) => new GivenFeedback(a, b, c)))),
        static (a, b, c) => new TurnView
        {
            Conversation = a.Item1,
            TurnId = a.Item2,
            State = a.Item3,
            Input = a.Item4,
            Output = a.Item5,
            FinishReason = b.Item1,
            Error = b.Item2,
            Route = b.Item3,
            Usage = b.Item4,
            Cost = c.Item1,
            AcceptedAt = c.Item2,
            EndedAt = c.Item3,
            Costs = c.Item4,
            Feedback = c.Item5,
        });

    public static readonly Gen<TurnUpdate> Updates = Gen.OneOf(
        Turns.Select(static t => (TurnUpdate)new TurnStarted(t)),
        Turns.Select(static t => (TurnUpdate)new TurnEnded(t)),
        Routes.Select(static r => (TurnUpdate)new AttemptBegan(r)),
        Gen.Select(Count, Text, Labels, static (a, b, c) => (TurnUpdate)new TurnDraft(a, b, c)),
        Gen.Select(Count, Gen.Long, Text, static (a, b, c) => (TurnUpdate)new TurnText(a, b, c)),
        Gen.Select(Count, Count, Calls, static (a, b, c) => (TurnUpdate)new TurnToolCall(a, b, c)));

    public static readonly Gen<ConversationView> Conversations =
        Gen.Select(Ids, Text, Text, Count, Time, Time, static (a, b, c, d, e, f) => new ConversationView(a, b, c, d, e, f));

    public static readonly Gen<Page<ConversationView>> ConversationPages = Gen.Select(Many(Conversations), Maybe(Text), static (a, b) => new Page<ConversationView>(a, b));

    public static readonly Gen<Page<TurnView>> TurnPages = Gen.Select(Many(Turns), Maybe(Text), static (a, b) => new Page<TurnView>(a, b));

    public static readonly Gen<Caller> Callers = Gen.Select(Text, Text, Text, Text, static (a, b, c, d) => new Caller(a, b, c, d));

    public static readonly Gen<ErasureReceipt> Receipts = Gen.Select(
        Gen.Select(Text, Gen.Enum<ErasureScope>(), Text, Maybe(Text), MaybeOf(Ids)),
        Gen.Select(Count, Gen.Long, Count, Time, Time),
        Gen.Select(Text, Gen.Long, Gen.Long, Hex, Hex),
        Gen.Select(Text, MaybeOf(Time), Many(Gen.Select(Text, MaybeOf(Time), Count, Gen.Long, static (node, at, conversations, events) => new NodeErasure(node, at, conversations, events)))),
        static (a, b, c, d) => new ErasureReceipt
        {
            ErasureId = a.Item1,
            Scope = a.Item2,
            Tenant = a.Item3,
            Owner = a.Item4,
            Conversation = a.Item5,
            Conversations = b.Item1,
            Events = b.Item2,
            KeysDestroyed = b.Item3,
            RequestedAt = b.Item4,
            CompletedAt = b.Item5,
            LogId = c.Item1,
            GenerationBefore = c.Item2,
            GenerationAfter = c.Item3,
            KeyEncryptionKeyId = c.Item4,
            TopKeyId = c.Item5,
            Remains = d.Item1,
            CoveredAt = d.Item2,
            Nodes = [.. d.Item3],
        });

    private static readonly Gen<TurnAccepted> Accepted = Gen.Select(
        Gen.Select(Text, Gen.Byte.Array[0, 32], Many(Messages), Many(Messages)),
        Gen.Select(Many(Tools), Options, Preferences, Gen.Bool, Gen.Bool),
        Gen.Select(Zones, Text),
        static (a, b, c) => new TurnAccepted(a.Item1)
        {
            BodyDigest = a.Item2,
            ImportedHistory = a.Item3,
            Input = a.Item4,
            Tools = b.Item1,
            Options = b.Item2,
            Preference = b.Item3,
            AllowRestart = b.Item4,
            Drafts = b.Item5,
            Entered = c.Item1,
            KeyId = c.Item2,
        });

    private static readonly Gen<TurnCompleted> Completed = Gen.Select(
        Gen.Select(Text, Count, Messages, Labels, Text),
        Gen.Select(Maybe(Usages), Dollars, MaybeOf(Unit), Maybe(Text), Gen.Select(Span, Span, Many(Gen.Select(Text, Text, static (type, value) => new KnownValue(type, value))))),
        static (a, b) => new TurnCompleted(a.Item1, a.Item2)
        {
            Output = a.Item3,
            Restored = b.Item5.Item3,
            SawLabel = a.Item4,
            FinishReason = a.Item5,
            Usage = b.Item1,
            Cost = b.Item2,
            Confidence = b.Item3,
            Model = b.Item4,
            FirstContentAfter = b.Item5.Item1,
            Duration = b.Item5.Item2,
        });

    public static readonly Gen<ConversationEvent> Events = Gen.OneOf(
        Accepted.Select(static e => (ConversationEvent)e),
        Gen.Select(Text, Inputs, Decisions, Text, Text, static (a, b, c, d, e) => (ConversationEvent)new TurnRouted(a, b, c, d, e)),
        Gen.Select(Text, Count, Targets, Gen.Bool, Entries, static (a, b, c, d, e) => (ConversationEvent)new AttemptStarted(a, b, c, d, e)),
        Gen.Select(Text, Count, Text, Text, MaybeOf(Unit), static (a, b, c, d, e) => new AttemptEnded(a, b, c, d, e)).Select(
            Maybe(Usages), Dollars, static (e, usage, cost) => (ConversationEvent)(e with { Usage = usage, Cost = cost })),
        Completed.Select(static e => (ConversationEvent)e),
        Gen.Select(Text, Errors, static (a, b) => (ConversationEvent)new TurnFailed(a, b)),
        Text.Select(static t => (ConversationEvent)new TurnCancelled(t)),
        Text.Select(static t => (ConversationEvent)new TurnInterrupted(t)),
        Gen.Select(Text, Judgements, Text, static (a, b, c) => (ConversationEvent)new TurnFeedback(a, b, c)));

    private static Gen<ConversationId> Ids => Gen.Byte.Array[16].Select(static b => ConversationId.FromBytes(b));

    private static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<ImmutableArray<T>> Many<T>(Gen<T> gen) => gen.Array[0, 3].Select(static a => a.ToImmutableArray());

    private static Gen<T?> Maybe<T>(Gen<T> gen)
        where T : class =>
        Gen.Select(Gen.Bool, gen, static (some, value) => some ? value : null);

    private static Gen<T?> MaybeOf<T>(Gen<T> gen)
        where T : struct =>
        Gen.Select(Gen.Bool, gen, static (some, value) => some ? value : (T?)null);
}
