namespace Orchestrator.Privacy;

/// <summary>
/// Analyses, judges and clears what leaves. It alone makes <see cref="Cleared{T}"/>, and whatever goes wrong in it, nothing
/// is cleared. Thread-safe; it does no input or output.
/// </summary>
public sealed partial class EgressGate
{
    private readonly AnalysisCache _cache;
    private readonly AttachmentInspector _inspector;
    private readonly IPolicySource _policy;
    private readonly LedgerKey _key;
    private readonly TimeProvider _time;
    private readonly ReplayWindow _admitted;

    /// <summary>Makes a gate.</summary>
    /// <param name="analyzer">Finds what is sensitive.</param>
    /// <param name="policy">Says who may read it.</param>
    /// <param name="key">The key of the ledger's hashes.</param>
    /// <param name="time">The clock of ledger entries and clearances.</param>
    /// <param name="attachments">Say what is in attachments; the first that knows one decides. Null for none: every attachment is unknown.</param>
    public EgressGate(TextAnalyzer analyzer, PrivacyPolicy policy, LedgerKey key, TimeProvider time, IEnumerable<IAttachmentDetector>? attachments = null)
        : this(analyzer, new FixedPolicy(policy ?? throw new ArgumentNullException(nameof(policy))), key, time, attachments)
    {
    }

    /// <summary>Makes a gate whose policy may be replaced while it works; each decision holds to one.</summary>
    /// <param name="analyzer">Finds what is sensitive.</param>
    /// <param name="policy">Says who may read it.</param>
    /// <param name="key">The key of the ledger's hashes.</param>
    /// <param name="time">The clock of ledger entries and clearances.</param>
    /// <param name="attachments">Say what is in attachments; the first that knows one decides. Null for none: every attachment is unknown.</param>
    public EgressGate(TextAnalyzer analyzer, IPolicySource policy, LedgerKey key, TimeProvider time, IEnumerable<IAttachmentDetector>? attachments = null)
    {
        ArgumentNullException.ThrowIfNull(analyzer);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(time);
        (_key, _time) = (key, time);
        _cache = new AnalysisCache(analyzer);
        _inspector = new AttachmentInspector([.. attachments ?? []]);
        _policy = policy;
        _admitted = new ReplayWindow();
    }

    /// <summary>The version of the policy that decides, as ledgers name it.</summary>
    public string PolicyVersion => _policy.Current.Version;

    /// <summary>Whether some rule asks for pseudonyms, so that clearing needs a conversation's key for them.</summary>
    public bool UsesPseudonyms => _policy.Current.UsesPseudonyms;

    /// <summary>
    /// Analyses every text that the request would send: messages, tool calls with the keys, strings and numbers of their
    /// arguments, tools, schemas and stop strings. Texts seen before are not analysed again.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="saw">For each message, if a model wrote it, the label of all that the model had seen; otherwise null.</param>
    /// <exception cref="AnalysisFailedException">A text could not be analysed; the request must not leave.</exception>
    /// <exception cref="ArgumentException">There is not one label for each message.</exception>
    public RequestAnalysis Analyze(ModelRequest request, IReadOnlyList<Label?> saw)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(saw);
        return AnalyzeHistory(request, [.. saw.Select(static s => new MessageOrigin(s, []))]);
    }

    /// <summary>Analyses a request of which some answers are known to hold values that were put back for pseudonyms.</summary>
    /// <param name="request">The request.</param>
    /// <param name="origins">Where each message comes from.</param>
    /// <param name="context">For whom and what for.</param>
    /// <exception cref="AnalysisFailedException">A text could not be analysed; the request must not leave.</exception>
    /// <exception cref="ArgumentException">There is not one origin for each message.</exception>
    public RequestAnalysis AnalyzeHistory(ModelRequest request, IReadOnlyList<MessageOrigin> origins, PolicyContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(origins);
        return new RequestAnalyzer(_cache, _inspector).Analyze(request, origins, context ?? PolicyContext.None);
    }

    /// <summary>What a target may see of a request: the least verdict of every zone that can read the bytes on their way.</summary>
    /// <param name="analysis">The request's analysis.</param>
    /// <param name="target">The target.</param>
    /// <param name="entered">The zone where the text entered; it is there already, so policy has no say over it.</param>
    public TargetVerdict Judge(RequestAnalysis analysis, Target target, Zone entered)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        ArgumentNullException.ThrowIfNull(target);
        return Judge(new EgressJudge(_policy.Current), analysis, target, entered);
    }

    /// <summary>
    /// Judges again, rewrites the request as the verdict says, encodes it, and checks the bytes once more for what was
    /// withheld. Without a key for pseudonyms what policy would replace by one is cut out, which is stricter.
    /// </summary>
    /// <param name="analysis">The request's analysis.</param>
    /// <param name="target">The target.</param>
    /// <param name="entered">The zone where the text entered.</param>
    /// <param name="codec">Writes the bytes that are sent; for a sealed target it seals them.</param>
    /// <exception cref="EgressDeniedException">Policy denies the target, or the bytes hold what was withheld.</exception>
    /// <exception cref="AnalysisFailedException">A rewritten text could not be analysed.</exception>
    public Cleared<ModelRequest> Clear(RequestAnalysis analysis, Target target, Zone entered, IEgressCodec codec) =>
        Clear(analysis, target, entered, codec, null).Cleared;

    /// <summary>
    /// Clears as <see cref="Clear(RequestAnalysis, Target, Zone, IEgressCodec)"/> does, with pseudonyms where policy says so. What is
    /// needed to restore the answer comes beside what is sent, and stays here.
    /// </summary>
    /// <param name="analysis">The request's analysis.</param>
    /// <param name="target">The target.</param>
    /// <param name="entered">The zone where the text entered.</param>
    /// <param name="codec">Writes the bytes that are sent; for a sealed target it seals them.</param>
    /// <param name="key">The conversation's key for pseudonyms; null to cut out what they would stand for.</param>
    /// <exception cref="EgressDeniedException">Policy denies the target, or the bytes hold what was withheld.</exception>
    /// <exception cref="AnalysisFailedException">A rewritten text could not be analysed.</exception>
    public Clearing Clear(RequestAnalysis analysis, Target target, Zone entered, IEgressCodec codec, PseudonymKey? key)
    {
        ArgumentNullException.ThrowIfNull(codec);
        ArgumentNullException.ThrowIfNull(analysis);
        ArgumentNullException.ThrowIfNull(target);

        // One policy decides, rewrites and is written down, whatever comes into force meanwhile.
        var policy = _policy.Current;
        var judge = new EgressJudge(policy);
        var verdict = Judge(judge, analysis, target, entered);
        if (verdict.Verdict == Verdict.Deny)
            throw new EgressDeniedException(verdict);

        var rewritten = verdict.Verdict == Verdict.Allow
            ? new RewrittenRequest { Request = analysis.Request, Sent = analysis, Values = new(), Withheld = [], WithheldAnswers = 0 }
            : new RequestRewriter(_cache, _inspector, judge).Rewrite(
                analysis, EgressJudge.Readers(target, entered), verdict.Verdict, target.Tier, key is null ? null : () => new PseudonymIssuer(key, target.Zone, analysis.Request));

        if ((KindsOf(rewritten.Request) & ~target.Capabilities.Takes) is not AttachmentKinds.None and var refused)
            throw new EgressDeniedException(verdict with { Verdict = Verdict.Deny, Reason = $"{target.Id} is not known to take what is attached ({refused})" });

        // A copy, so that nobody who kept the codec's buffer can change what was checked.
        var bytes = codec.Encode(rewritten.Request).ToArray();
        if (!target.Sealed && rewritten.Values.FindIn(bytes) is { } type)
        {
            throw new EgressDeniedException(verdict with
            {
                Verdict = Verdict.Deny,
                Reason = $"the encoded request still holds a withheld {type}, which {target.Zone} may not read; nothing was sent",
            });
        }

        var stayed = target.Zone == entered && target.Path.IsEmpty;
        var cleared = new Cleared<ModelRequest>(rewritten.Request, bytes, target, new()
        {
            At = _time.GetUtcNow(),
            TargetId = target.Id,
            Zone = target.Zone,
            Verdict = verdict.Verdict,
            Zones = verdict.Zones,
            Sealed = target.Sealed,
            PolicyVersion = policy.Version,
            Disclosed = stayed ? [] : rewritten.Sent.Types,
            Withheld = rewritten.Withheld,
            Pseudonymized = rewritten.Pseudonymized,
            WithheldAnswers = rewritten.WithheldAnswers,
            SentLabel = rewritten.Sent.Label,
            Bytes = bytes.Length,
            Digest = _key.Digest(bytes),
            StayedInZone = stayed,
        });
        return new(cleared, rewritten.Pseudonyms, stayed ? null : new(cleared.Entry, policy, policy.Relevant(analysis.Question(target.Tier))));
    }

    /// <summary>Policy's verdict, and which attachments are left of the request under it.</summary>
    private TargetVerdict Judge(EgressJudge judge, RequestAnalysis analysis, Target target, Zone entered)
    {
        var verdict = judge.Decide(analysis, target, entered);
        var attached = KindsOf(analysis.Request);
        if (attached == AttachmentKinds.None || verdict.Verdict == Verdict.Deny)
            return verdict;
        if (verdict.Verdict == Verdict.Allow)
            return verdict with { Attachments = attached };
        try
        {
            var left = new RequestRewriter(_cache, _inspector, judge)
                .Rewrite(analysis, EgressJudge.Readers(target, entered), verdict.Verdict, target.Tier, pseudonyms: null).Request;
            var asked = analysis.Request.Messages[^1];
            return asked.Attachments.IsEmpty || !string.IsNullOrWhiteSpace(asked.Text) || !left.Messages[^1].Attachments.IsEmpty
                ? verdict with { Attachments = KindsOf(left) }
                : verdict with { Verdict = Verdict.Deny, Reason = $"{verdict.Reason}; nothing of the message is left that may be sent: a rule that allows {string.Join(", ", analysis.Types.Select(static t => t.Type).Where(AttachmentTypes.All.Contains))} there, or a detector for such files, would let it go" };
        }
        catch (AnalysisFailedException)
        {
            return verdict with { Verdict = Verdict.Deny, Reason = "what may be sent of it cannot be told, since it cannot be analysed" };
        }
    }

    private static AttachmentKinds KindsOf(ModelRequest request)
    {
        var kinds = AttachmentKinds.None;
        foreach (var message in request.Messages)
        {
            foreach (var attachment in message.Attachments.IsDefault ? [] : message.Attachments)
                kinds |= attachment.Kind;
        }

        return kinds;
    }
}
