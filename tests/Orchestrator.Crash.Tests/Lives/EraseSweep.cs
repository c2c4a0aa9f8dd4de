using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Conformance.Conversations;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Conversations.Journal;
using Orchestrator.Crash.Tests.Disk;
using Orchestrator.Storage.Sqlite;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Crash.Tests.Lives;

/// <summary>
/// Erases on a disk that crashes in the middle. What the next process finds is the conversation whole, or closed to everybody; never
/// half of it. It completes what was begun, and then no key opens the erased rows and no file holds them; others' conversations stay.
/// </summary>
internal sealed class EraseSweep(ErasureScope scope) : IDisposable
{
    private static readonly Caller s_bob = new("acme", "bob", "home", "key-2");

    private readonly TemporaryDirectory _directory = new();
    private readonly SqliteEngineOptions _engine = new() { CheckpointPages = 24 };

    /// <summary>How many crashes there were.</summary>
    public int Crashes { get; private set; }

    /// <summary>How many of them found an erasure that was begun and not completed.</summary>
    public int Resumed { get; private set; }

    /// <summary>How many of them found the conversations untouched.</summary>
    public int Untouched { get; private set; }

    public void Dispose() => _directory.Dispose();

    /// <summary>Crashes at every step of an erasure.</summary>
    /// <param name="draws">How many survivors of each crash are tried.</param>
    public async Task SweepAsync(int draws)
    {
        for (var step = 1; await CrashAsync(step, draws); step++)
        {
        }
    }

    /// <summary>
    /// Lets the disk fail from each step of an erasure on. Whoever asked is told that the store fails, and nothing else; once it works,
    /// the same request completes it.
    /// </summary>
    /// <param name="fault">How it fails.</param>
    /// <returns>How often it failed.</returns>
    public async Task<int> FailAsync(DiskFault fault)
    {
        for (var from = 1; ; from++)
        {
            try
            {
                if (!await FailAsync(fault, from))
                    return from - 1;
            }
            catch (Exception e)
            {
                throw new BrokenPromiseException($"{scope}, {fault} from step {from} on: {e}");
            }
        }
    }

    private async Task<bool> FailAsync(DiskFault fault, int from)
    {
        var disk = new SimulatedDisk();
        var life = await Life.StartAsync(disk, _directory.Path, Truth.Of(2), _engine, new(1)) ?? throw new InvalidOperationException("The disk works.");
        try
        {
            var (hers, his) = (await TalkAsync(life, Ann, "c0"), await TalkAsync(life, s_bob, "c1"));
            var request = Request(hers.Key.Id);
            var met = 0;
            disk.Fault = s => fault.Code(s.Act) is { } code && Interlocked.Increment(ref met) >= from ? code : null;
            var erasures = Erasures(life);
            try
            {
                await erasures.EraseAsync(request, default);
                if (met >= from)
                    throw new BrokenPromiseException("an erasure was told, and the disk had failed");
            }
            catch (OrchestratorException e) when (met >= from && e.Error.Reason == ErrorReason.StorageUnavailable)
            {
                // Explained, and nothing told.
            }

            disk.Fault = null;
            await erasures.EraseAsync(request, default);
            await ExpectClosedAsync(life, Ann, hers);
            await ExpectGoneAsync(life, disk, hers);
            if (scope != ErasureScope.Tenant)
                await ExpectWholeAsync(life, his);
            return met >= from;
        }
        finally
        {
            await life.DisposeAsync();
        }
    }

    /// <returns>False when the erasure had no such step.</returns>
    private async Task<bool> CrashAsync(int step, int draws)
    {
        var truth = Truth.Of(2);
        var disk = new SimulatedDisk();
        var life = await Life.StartAsync(disk, _directory.Path, truth, _engine, new(1)) ?? throw new InvalidOperationException("The disk works.");
        var (hers, his) = (await TalkAsync(life, Ann, "c0"), await TalkAsync(life, s_bob, "c1"));
        ExpectFindable(disk, hers);
        var request = Request(hers.Key.Id);
        disk.CrashAt = disk.StepCount + step;
        var told = await TryAsync(life, disk, request);
        await life.DisposeAsync();
        if (told is not null && !disk.Crashed)
            return false;
        for (var draw = 0; draw < draws; draw++)
        {
            var survival = (Survival)((step + draw) % 7);
            try
            {
                await FindAsync(disk.After(survival, new((step * 31) + draw)), truth, request, told, hers, his);
                Crashes++;
            }
            catch (Exception e)
            {
                throw new BrokenPromiseException($"{scope}, step {step}, {survival}, draw {draw}: {e}");
            }
        }

        return true;
    }

    // The crash may come between the last durable step and the answer, or in the orderly end after it.
    private static async Task<ErasureReceipt?> TryAsync(Life life, SimulatedDisk disk, ErasureRequest request)
    {
        try
        {
            return await Erasures(life).EraseAsync(request, default);
        }
        catch (OrchestratorException) when (disk.Crashed)
        {
            return null;
        }
    }

    private async Task FindAsync(SimulatedDisk disk, Truth truth, ErasureRequest request, ErasureReceipt? told, Spoken hers, Spoken his)
    {
        var life = await Life.StartAsync(disk, _directory.Path, truth.Copy(), _engine, new(2)) ?? throw new InvalidOperationException("The disk works.");
        try
        {
            var erasures = Erasures(life);
            var begun = await life.Stored.FindErasureAsync(request.Tenant, request.ErasureId, default);
            if (begun is null)
            {
                await ExpectWholeAsync(life, hers);
                Untouched++;
            }
            else
            {
                await ExpectClosedAsync(life, Ann, hers);
                Resumed += begun.CompletedAt is null ? 1 : 0;
            }

            if (told is not null && told != await erasures.FindAsync(request.Tenant, request.ErasureId, default))
                throw new BrokenPromiseException("an erasure was told, and its receipt is not there as it was told");
            await erasures.ResumeAsync(default);
            var receipt = await erasures.EraseAsync(request, default);
            if (begun is not null && (receipt.Conversations, receipt.Events, receipt.KeysDestroyed) != (begun.Conversations, begun.Events, begun.Keys))
                throw new BrokenPromiseException("the receipt counts otherwise than the erasure that was begun");
            await ExpectClosedAsync(life, Ann, hers);
            await ExpectGoneAsync(life, disk, hers);
            if (scope == ErasureScope.Tenant)
                await ExpectGoneAsync(life, disk, his);
            else
                await ExpectWholeAsync(life, his);
            await TalkAgainAsync(life);
            life.CheckPages();
        }
        finally
        {
            await life.DisposeAsync();
        }
    }

    private ErasureRequest Request(ConversationId conversation) => new()
    {
        ErasureId = "erase-1",
        Tenant = Ann.Tenant,
        Scope = scope,
        Owner = scope == ErasureScope.Tenant ? null : Ann.Owner,
        Conversation = scope == ErasureScope.Conversation ? conversation : null,
    };

    private static Erasures Erasures(Life life) =>
        new(life.Stored, life.Keys, [(IErasureHost)life.Conversations], new FakeTimeProvider(), NullLogger<Erasures>.Instance);

    private static async Task<Spoken> TalkAsync(Life life, Caller caller, string name)
    {
        ConversationId? id = null;
        for (var turn = 0; turn < 2; turn++)
        {
            var words = string.Join(' ', Enumerable.Repeat($"kanarie-{name}-{turn}", 40));
            await foreach (var update in life.Conversations.SendTurnAsync(caller, Ask($"plain about {words}", $"{name}-t{turn}", id), default))
                id = update is TurnStarted started ? started.Turn.Conversation : id;
        }

        var key = new ConversationKey(caller.Tenant, id!.Value);
        return new(key, await life.Stored.ReadAsync(key, 1, default));
    }

    private static async Task ExpectWholeAsync(Life life, Spoken spoken)
    {
        var rows = await life.Stored.ReadAsync(spoken.Key, 1, default);
        if (!rows.Select(r => r.Sequence).SequenceEqual(spoken.Rows.Select(r => r.Sequence)))
            throw new BrokenPromiseException($"{spoken.Rows.Count} rows were acknowledged and not erased; {rows.Count} are there");
        foreach (var row in rows)
            Life.Codec.Decode(life.Keys.Unprotect(spoken.Place(row), row.Content).Span);
    }

    private static async Task ExpectClosedAsync(Life life, Caller caller, Spoken spoken)
    {
        try
        {
            await life.Conversations.ListTurnsAsync(caller, spoken.Key.Id, 10, null, default);
        }
        catch (OrchestratorException e) when (e.Error.Reason == ErrorReason.ConversationErased)
        {
            if ((await life.Conversations.ListConversationsAsync(caller, 10, null, default)).Items.Length == 0)
                return;
        }

        throw new BrokenPromiseException("a conversation whose erasure was begun can be seen");
    }

    private static async Task ExpectGoneAsync(Life life, SimulatedDisk disk, Spoken spoken)
    {
        if ((await life.Stored.ReadAsync(spoken.Key, 1, default)).Count > 0)
            throw new BrokenPromiseException("rows are left of what was erased");
        foreach (var row in spoken.Rows)
        {
            if (Opens(life, spoken, row))
                throw new BrokenPromiseException($"a copy of row {row.Sequence} still opens with the keys of today");
            foreach (var (name, bytes) in disk.Files())
            {
                if (bytes.AsSpan().IndexOf(row.Content.Span[^32..]) >= 0)
                    throw new BrokenPromiseException($"{name} still holds row {row.Sequence}");
                if (name.Contains("keys", StringComparison.Ordinal) && bytes.AsSpan().IndexOf(Convert.FromHexString(row.KeyId)) >= 0)
                    throw new BrokenPromiseException($"{name} still names the key of row {row.Sequence}");
            }
        }
    }

    // Or a search that finds nothing afterwards would say nothing.
    private static void ExpectFindable(SimulatedDisk disk, Spoken spoken)
    {
        if (!disk.Files().Any(f => spoken.Rows.Any(r => f.Bytes.AsSpan().IndexOf(r.Content.Span[^32..]) >= 0))
            || !disk.Files().Any(f => f.Name.Contains("keys", StringComparison.Ordinal) && f.Bytes.AsSpan().IndexOf(Convert.FromHexString(spoken.Rows[0].KeyId)) >= 0))
            throw new BrokenPromiseException("the search finds no row or key that is there");
    }

    private static bool Opens(Life life, Spoken spoken, JournalRow row)
    {
        try
        {
            life.Keys.Unprotect(spoken.Place(row), row.Content);
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    // What comes after an erasure is none of its business.
    private static async Task TalkAgainAsync(Life life)
    {
        var next = new ConversationKey(Ann.Tenant, ConversationId.New());
        var content = "afterwards"u8.ToArray();
        var place = new ContentPlace(next, await life.Keys.NewKeyAsync(default), life.Stored.LogId, 1, "accepted");
        if (!life.Keys.Unprotect(place, life.Keys.Protect([place], [content])[0]).Span.SequenceEqual(content))
            throw new BrokenPromiseException("after an erasure there are no keys for new conversations");
    }

    private sealed record Spoken(ConversationKey Key, IReadOnlyList<JournalRow> Rows)
    {
        public ContentPlace Place(JournalRow row) => new(Key, row.KeyId, row.LogId, row.Sequence, row.Kind);
    }
}
