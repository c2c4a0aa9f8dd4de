using Microsoft.Extensions.Logging;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Conversations.Events;
using Orchestrator.Conversations.Feedback;
using Orchestrator.Conversations.Hosting;
using Orchestrator.Conversations.Journal;
using Orchestrator.Conversations.State;
using Orchestrator.Conversations.Targets;
using Orchestrator.Conversations.Turns;
using Orchestrator.Privacy;
using Orchestrator.Privacy.Telemetry;
using Orchestrator.Routing.Difficulty;

namespace Orchestrator.Conversations;

/// <summary>
/// What every conversation of a process shares: the journal, the gate, the router, the targets and the clock.
/// A host opens conversations with it and gives each a single place in memory. Thread-safe.
/// </summary>
public sealed partial class TurnEngine
{
    private readonly ILogger<TurnEngine> _logger;
    private readonly IFeedbackSink[] _feedbackSinks;

    /// <summary>Makes the engine.</summary>
    /// <param name="identity">Who this engine is, and the zone where its turns enter.</param>
    /// <param name="journal">Where events are kept.</param>
    /// <param name="codec">How events are written.</param>
    /// <param name="protector">How content is protected at rest.</param>
    /// <param name="digestKey">The secret of keyed digests.</param>
    /// <param name="gate">What may leave.</param>
    /// <param name="ledger">What left.</param>
    /// <param name="routing">Where turns go.</param>
    /// <param name="estimator">How hard prompts are.</param>
    /// <param name="catalog">Who can answer.</param>
    /// <param name="budgets">What callers may spend.</param>
    /// <param name="options">Limits.</param>
    /// <param name="time">The clock.</param>
    /// <param name="instruments">Metrics.</param>
    /// <param name="feedbackSinks">Who is told of feedback.</param>
    /// <param name="logger">Logs; never content.</param>
    public TurnEngine(
        EngineIdentity identity,
        IJournal journal,
        IEventCodec codec,
        IContentProtector protector,
        DigestKey digestKey,
        EgressGate gate,
        IEgressLedger ledger,
        TurnRouting routing,
        IDifficultyEstimator estimator,
        ITargetCatalog catalog,
        IBudgets budgets,
        TurnOptions options,
        TimeProvider time,
        TurnInstruments instruments,
        IEnumerable<IFeedbackSink> feedbackSinks,
        ILogger<TurnEngine> logger)
    {
        (Entered, Origin, Journal, Codec, Protector) = (identity.Entered, identity.Origin, journal, codec, protector);
        (Options, Time, Instruments, _logger) = (options, time, instruments, logger);
        _feedbackSinks = [.. feedbackSinks];
        Digests = new(digestKey);
        Mint = new(digestKey);
        Decider = new(gate, ledger, routing, estimator, catalog, budgets, new(routing.Router, options.ConfidenceWait, time), time);
        Budgets = budgets;
        Routing = routing;
        Learning = new(routing.Learned, Digests, time);
        Runner = new(time, options, routing.Loads);
        instruments.Watch(routing.Loads);
    }

    /// <summary>The zone where this engine's turns enter.</summary>
    public Zone Entered { get; }

    internal string Origin { get; }

    internal IJournal Journal { get; }

    internal IEventCodec Codec { get; }

    internal IContentProtector Protector { get; }

    internal TurnDigests Digests { get; }

    internal ConversationMint Mint { get; }

    internal TurnRouting Routing { get; }

    internal AnswerLearning Learning { get; }

    internal TurnDecider Decider { get; }

    internal IBudgets Budgets { get; }

    internal AttemptRunner Runner { get; }

    internal TurnOptions Options { get; }

    internal TimeProvider Time { get; }

    internal TurnInstruments Instruments { get; }

    /// <summary>
    /// Opens a conversation that this process is to hold alone. A turn that its last host left without an end is marked interrupted.
    /// One that does not exist yet opens empty, and exists once its first turn is accepted.
    /// </summary>
    /// <param name="key">The conversation.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Conversation> OpenAsync(ConversationKey key, CancellationToken cancellationToken)
    {
        var (log, state) = await ConversationLog.LoadAsync(this, key, cancellationToken);
        var conversation = new Conversation(this, log, state);
        await conversation.MarkInterruptedAsync();
        return conversation;
    }

    /// <summary>Drops a conversation that was erased while it was opened. For hosts that hold a conversation only once it is open.</summary>
    /// <param name="conversation">The conversation, held.</param>
    public async Task DropIfErasedAsync(Conversation conversation)
    {
        if (!conversation.WasErased && await Journal.ReadHeaderAsync(conversation.Key, CancellationToken.None) is { Erased: true })
            await conversation.DropErasedAsync();
    }

    /// <summary>Opens a conversation whose id was made just now, without looking for what is kept of it.</summary>
    /// <param name="key">The conversation.</param>
    public Conversation OpenNew(ConversationKey key) => new(this, ConversationLog.New(this, key), ConversationState.Empty);

    /// <summary>Tells the sinks of feedback that is kept. One that fails keeps nobody from it.</summary>
    internal void TellFeedback(FeedbackNotice notice)
    {
        foreach (var sink in _feedbackSinks)
        {
            try
            {
                sink.Take(notice);
            }
            catch (Exception e)
            {
                LogFeedbackNotTaken(notice.TurnId, sink.GetType().Name, e.GetType().Name);
            }
        }
    }

    [LoggerMessage(EventId = 1001, Level = LogLevel.Error, Message = "Turn {TurnId} of conversation {Conversation} lost its host; sending it again makes the next attempt")]
    internal partial void LogTurnBroken([CallerId] string turnId, ConversationId conversation, Exception exception);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Information, Message = "Turn {TurnId} attempt {Attempt} at {Target} ended: {Outcome}")]
    internal partial void LogAttempt([CallerId] string turnId, int attempt, [Operational] string target, [Operational] string outcome);

    [LoggerMessage(EventId = 1005, Level = LogLevel.Information, Message = "Turn {TurnId} goes to {Target} ({Reason}); the shadow router would have sent it to {ShadowTarget} ({ShadowReason})")]
    internal partial void LogShadow([CallerId] string turnId, [Operational] string target, [Operational] string reason, [Operational] string shadowTarget, [Operational] string shadowReason);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Debug, Message = "Turn {TurnId} attempt {Attempt} at {Target} answered")]
    internal partial void LogAnswered([CallerId] string turnId, int attempt, [Operational] string target);

    [LoggerMessage(EventId = 1004, Level = LogLevel.Error, Message = "Feedback on turn {TurnId} is kept, but {Sink} did not take it: {Failure}")]
    private partial void LogFeedbackNotTaken([CallerId] string turnId, [Operational] string sink, [Operational] string failure);
}
