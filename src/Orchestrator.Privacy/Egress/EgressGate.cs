namespace Orchestrator.Privacy;

/// <summary>
/// Analyses, judges and clears what leaves. It alone makes <see cref="Cleared{T}"/>, and whatever goes wrong in it, nothing
/// is cleared. Thread-safe; it does no input or output.
/// </summary>
public sealed partial class EgressGate
{
    private readonly AnalysisCache _cache;
    private readonly IPolicySource _policy;
    private readonly LedgerKey _key;
    private readonly TimeProvider _time;
    private readonly ReplayWindow _admitted;

    /// <summary>Makes a gate.</summary>
    /// <param name="analyzer">Finds what is sensitive.</param>
    /// <param name="policy">Says who may read it.</param>
    /// <param name="key">The key of the ledger's hashes.</param>
    /// <param name="time">The clock of ledger entries and clearances.</param>
    public EgressGate(TextAnalyzer analyzer, PrivacyPolicy policy, LedgerKey key, TimeProvider time)
        : this(analyzer, new FixedPolicy(policy ?? throw new ArgumentNullException(nameof(policy))), key, time)
    {
    }

    /// <summary>Makes a gate whose policy may be replaced while it works; each decision holds to one.</summary>
    /// <param name="analyzer">Finds what is sensitive.</param>
    /// <param name="policy">Says who may read it.</param>
    /// <param name="key">The key of the ledger's hashes.</param>
    /// <param name="time">The clock of ledger entries and clearances.</param>
    public EgressGate(TextAnalyzer analyzer, IPolicySource policy, LedgerKey key, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(analyzer);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(time);
        (_key, _time) = (key, time);
        _cache = new AnalysisCache(analyzer);
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
        return new RequestAnalyzer(_cache).Analyze(request, origins, context ?? PolicyContext.None);
    }

    /// <summary>What a target may see of a request: the least verdict of every zone that can read the bytes on their way.</summary>
    /// <param name="analysis">The request's analysis.</param>
    /// <param name="target">The target.</param>
    /// <param name="entered">The zone where the text entered; it is there already, so policy has no say over it.</param>
    public TargetVerdict Judge(RequestAnalysis analysis, Target target, Zone entered)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        ArgumentNullException.ThrowIfNull(target);
        return new EgressJudge(_policy.Current).Decide(analysis, target, entered);
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
        var verdict = judge.Decide(analysis, target, entered);
        if (verdict.Verdict == Verdict.Deny)
            throw new EgressDeniedException(verdict);

        var rewritten = verdict.Verdict == Verdict.Allow
            ? new RewrittenRequest { Request = analysis.Request, Sent = analysis, Values = new(), Withheld = [], WithheldAnswers = 0 }
            : new RequestRewriter(_cache, judge).Rewrite(
                analysis, EgressJudge.Readers(target, entered), verdict.Verdict, target.Tier, key is null ? null : () => new PseudonymIssuer(key, target.Zone, analysis.Request));

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
}
