using System.Runtime.CompilerServices;
using Google.Protobuf;
using Orchestrator.Conversations;
using Orchestrator.Grains.Placement;
using Orchestrator.Protocol;
using Orleans.Concurrency;

namespace Orchestrator.Grains.Conversations;

/// <summary>
/// Gives a conversation its single place in the cluster, an address and a lifetime. The conversation itself is thread-safe and does its
/// own queueing, so the grain is reentrant: a cancellation must not wait behind the turn that it cancels. Most conversations are asked
/// one question and never addressed: their silo runs that turn by itself (<see cref="HostedConversations"/>), and only who comes back
/// makes the grain, which takes the conversation over where it lies.
/// </summary>
[Reentrant]
[BirthplacePlacement]
internal sealed class ConversationGrain : Grain, IConversationGrain
{
    // A running turn is no running request, so the runtime would collect the grain under it. How long a turn runs is not known
    // when it starts, so the grain looks again while it does, more often than its stay ends.
    private static readonly TimeSpan Stay = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(5);

    private readonly TurnEngine _engine;
    private readonly HostedConversations _hosted;
    private Task<Conversation>? _opening;
    private Action _leave = static () => { };
    private bool _leaving;

    public ConversationGrain(TurnEngine engine, HostedConversations hosted) => (_engine, _hosted) = (engine, hosted);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Who asks it to leave is not on its scheduler.
        var scheduler = TaskScheduler.Current;
        _leave = () => Task.Factory.StartNew(LeaveIfIdleAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
        this.RegisterGrainTimer(StayWhileTurnsRun, new GrainTimerCreationOptions(LookAgain, LookAgain) { Interleave = true });
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _leaving = true;
        if (_opening is not { } opening)
            return;

        // If opening fails, those who asked for it are told.
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (!opening.IsCompletedSuccessfully)
            return;
        var conversation = await opening;
        _hosted.Remove(conversation);
        await conversation.DisposeAsync();
    }

    public Task<GrainReply> StartTurnAsync(Immutable<byte[]> caller, GrainTurnStart start, CancellationToken cancellationToken) =>
        ReplyAsync(caller, async (conversation, who) => (await StartAsync(conversation, who, start, cancellationToken)).ToProto());

    public async Task<GrainReply> BeginTurnAsync(Immutable<byte[]> caller, GrainTurnStart start, CancellationToken cancellationToken)
    {
        try
        {
            await StartAsync(await OpenAsync(), Who(caller), start, cancellationToken);
            return GrainReply.Done;
        }
        catch (Exception e) when (GrainErrors.Of(e) is { } error)
        {
            return GrainReply.Of(error);
        }
    }

    public async IAsyncEnumerable<GrainReply> ReadTurnAsync(
        Immutable<byte[]> caller, string turnId, int attempt, long offset, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var updates = ReadAsync(
            caller,
            (conversation, who) => Task.FromResult(conversation.ReadTurnAsync(who, turnId, new(attempt, offset), cancellationToken)),
            cancellationToken);
        await foreach (var update in updates)
            yield return update;
    }

    public Task<GrainReply> CancelTurnAsync(Immutable<byte[]> caller, string turnId, CancellationToken cancellationToken) =>
        ReplyAsync(caller, async (conversation, who) => (await conversation.CancelTurnAsync(who, turnId, cancellationToken)).ToProto());

    public Task<GrainReply> SendFeedbackAsync(Immutable<byte[]> caller, string turnId, Immutable<byte[]> feedback, CancellationToken cancellationToken) =>
        ReplyAsync(caller, async (conversation, who) =>
            (await conversation.SendFeedbackAsync(who, turnId, Protocol.V1.Feedback.Parser.ParseFrom(feedback.Value).FromProto(), cancellationToken)).ToProto());

    public Task<GrainReply> GetConversationAsync(Immutable<byte[]> caller, CancellationToken cancellationToken) =>
        ReplyAsync(caller, (conversation, who) => Task.FromResult<IMessage>(conversation.View(who).ToProto()));

    public Task<GrainReply> ListTurnsAsync(Immutable<byte[]> caller, int pageSize, string? pageToken, CancellationToken cancellationToken) =>
        ReplyAsync(caller, (conversation, who) => Task.FromResult<IMessage>(conversation.ListTurns(who, pageSize, pageToken).ToProto()));

    private async Task<TurnView> StartAsync(Conversation conversation, Caller caller, GrainTurnStart start, CancellationToken cancellationToken)
    {
        DelayDeactivation(Stay);
        var request = Protocol.V1.TurnRequest.Parser.ParseFrom(start.Request).FromProto();
        ReadOnlyMemory<byte>? startKey = start.StartKey is { } key ? new ReadOnlyMemory<byte>(key) : default(ReadOnlyMemory<byte>?);
        return await conversation.StartTurnAsync(caller, new(request, start.TurnId, start.MayOpen, startKey), cancellationToken);
    }

    private async Task<GrainReply> ReplyAsync(Immutable<byte[]> caller, Func<Conversation, Caller, Task<IMessage>> ask)
    {
        try
        {
            return GrainReply.Of(await ask(await OpenAsync(), Who(caller)));
        }
        catch (Exception e) when (GrainErrors.Of(e) is { } error)
        {
            return GrainReply.Of(error);
        }
    }

    private async Task<GrainReply> ReplyAsync(Immutable<byte[]> caller, Func<Conversation, Caller, Task<Protocol.V1.Turn>> ask) =>
        await ReplyAsync(caller, async (conversation, who) => (IMessage)await ask(conversation, who));

    private async IAsyncEnumerable<GrainReply> ReadAsync(
        Immutable<byte[]> caller,
        Func<Conversation, Caller, Task<IAsyncEnumerable<TurnUpdate>>> read,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IAsyncEnumerator<TurnUpdate>? updates = null;
        GrainReply? refusal = null;
        try
        {
            updates = (await read(await OpenAsync(), Who(caller))).GetAsyncEnumerator(cancellationToken);
        }
        catch (Exception e) when (GrainErrors.Of(e) is { } error)
        {
            refusal = GrainReply.Of(error);
        }

        if (refusal is not null)
        {
            yield return refusal;
            yield break;
        }

        await using (updates)
        {
            while (await NextAsync(updates!) is { } reply)
            {
                yield return reply;
                if (reply.Error is not null)
                    yield break;
            }
        }
    }

    private static async ValueTask<GrainReply?> NextAsync(IAsyncEnumerator<TurnUpdate> updates)
    {
        try
        {
            return await updates.MoveNextAsync() ? GrainReply.Of(updates.Current.ToProto()) : null;
        }
        catch (Exception e) when (GrainErrors.Of(e) is { } error)
        {
            return GrainReply.Of(error);
        }
    }

    private async Task<Conversation> OpenAsync()
    {
        while (true)
        {
            // Opening again here would take the fence from the activation that comes after this one.
            if (_leaving)
                throw new OrchestratorException(ErrorReason.Moved, "The conversation moves to another host. Send the same turn again.");
            var opening = _opening ??= OpenOnceAsync();
            try
            {
                var conversation = await opening;
                if (!conversation.IsBroken)
                    return conversation;
                _hosted.Remove(conversation);
                await conversation.DisposeAsync();
            }
            catch (Exception) when (opening is { IsCompleted: true, IsCompletedSuccessfully: false })
            {
                Forget(opening);
                throw;
            }

            Forget(opening);
        }
    }

    private async Task<Conversation> OpenOnceAsync()
    {
        var key = Key();
        if (_hosted.TakeOver(key, _leave) is { } here)
            return here;
        var conversation = await _engine.OpenAsync(key, CancellationToken.None);
        _hosted.Add(conversation, _leave);

        // An erasure that began while it was read found nothing here to drop.
        await _engine.DropIfErasedAsync(conversation);
        return conversation;
    }

    /// <summary>Leaves if no turn runs or waits. Whoever asks from now on is told to ask the next activation.</summary>
    private async Task LeaveIfIdleAsync()
    {
        if (_leaving || _opening is not { IsCompletedSuccessfully: true } opened || !(await opened).TryRetire())
            return;
        _leaving = true;
        DeactivateOnIdle();
    }

    private async Task StayWhileTurnsRun()
    {
        if (_opening is { IsCompletedSuccessfully: true } opened && (await opened).HasOpenTurn)
            DelayDeactivation(Stay);
    }

    private void Forget(Task<Conversation> opening)
    {
        if (ReferenceEquals(_opening, opening))
            _opening = null;
    }

    private ConversationKey Key() => ConversationKey.TryParse(this.GetPrimaryKeyString(), out var key)
        ? key
        : throw new OrchestratorException(ErrorReason.InvalidRequest, "A conversation grain's key is its tenant, '/', and 32 hex digits.");

    private static Caller Who(Immutable<byte[]> caller) => Protocol.V1.Caller.Parser.ParseFrom(caller.Value).FromProto();
}
