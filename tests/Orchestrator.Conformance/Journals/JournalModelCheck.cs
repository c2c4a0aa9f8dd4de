using CsCheck;
using Orchestrator.Conversations.Journal;
using static Orchestrator.Conformance.Journals.JournalSamples;

namespace Orchestrator.Conformance.Journals;

/// <summary>Runs random appends, right and wrong ones, against a journal and <see cref="JournalModel"/>, and compares all that can be read.</summary>
internal static class JournalModelCheck
{
    private const int Conversations = 4;
    private const int StartKeys = 3;
    private static readonly string[] Owners = ["ada", "bob"];

    private static readonly Gen<Step[]> Steps = Gen.Select(
        Gen.Int[0, Conversations - 1], Gen.Frequency((6, Gen.Const(0)), (1, Gen.Const(-1)), (1, Gen.Const(1))), Gen.Frequency((6, Gen.Const(0)), (1, Gen.Const(-1)), (1, Gen.Const(1))),
        Gen.Int[0, 3], Gen.Int[-4, StartKeys - 1], Gen.Int[-1, 2], Gen.Bool, Gen.Int[0, 30],
        (conversation, fence, sequence, events, startKey, digest, takeOver, minutes) => new Step(conversation, fence, sequence, events, startKey, digest, takeOver, minutes)).Array[1, 30];

    public static async Task RunAsync(Func<IJournal> journal, Func<Task> reopen)
    {
        var run = 0;
        await Steps.SampleAsync(async steps =>
        {
            // A tenant of its own gives each run an empty journal.
            var tenant = $"tenant-{Interlocked.Increment(ref run)}";
            var keys = Enumerable.Range(0, Conversations).Select(i => new ConversationKey(i % 2 == 0 ? tenant : tenant + "-b", new ConversationId((UInt128)i + 1))).ToArray();
            var model = new JournalModel();
            foreach (var step in steps)
            {
                var append = step.ToAppend(keys[step.Conversation], model);
                var expected = model.Append(append);
                var thrown = await Record.ExceptionAsync(async () => await journal().AppendAsync(append, CancellationToken.None));
                Assert.Equal(expected, thrown?.GetType());
            }
            if (run % 10 == 0)
                await reopen();
            await CompareAsync(journal(), model, keys);
        }, iter: 60);
    }

    private static async Task CompareAsync(IJournal journal, JournalModel model, ConversationKey[] keys)
    {
        var none = CancellationToken.None;
        foreach (var key in keys)
        {
            AssertSame(model.Header(key), await journal.ReadHeaderAsync(key, none));
            AssertSame(model.Rows(key), await journal.ReadAsync(key, 1, none));
        }
        foreach (var tenant in keys.Select(k => k.Tenant).Distinct())
        {
            for (var i = 0; i < StartKeys; i++)
                Assert.Equal(model.ByStartKey(tenant, Digest(i)), await journal.FindByStartKeyAsync(tenant, Digest(i), none));
            foreach (var owner in Owners)
            {
                Assert.Equal(model.List(tenant, owner).Select(h => h.Key), await ListAsync(journal, tenant, owner));
                for (var i = 0; i < 3; i++)
                {
                    var all = model.ByHistory(tenant, owner, Digest(i));
                    var found = await journal.FindByHistoryAsync(tenant, owner, Digest(i), none);
                    Assert.Equal(Math.Min(2, all.Count), found.Count);
                    Assert.Subset(all.ToHashSet(), found.ToHashSet());
                }
            }
        }
    }

    private static async Task<List<ConversationKey>> ListAsync(IJournal journal, string tenant, string owner)
    {
        var keys = new List<ConversationKey>();
        string? token = null;
        do
        {
            var page = await journal.ListAsync(tenant, owner, 1, token, CancellationToken.None);
            keys.AddRange(page.Items.Select(h => h.Key));
            token = page.NextPageToken;
        }
        while (token is not null);
        return keys;
    }

    private sealed record Step(int Conversation, int FenceError, int SequenceError, int Events, int StartKey, int Digest, bool TakeOver, int Minutes)
    {
        public JournalAppend ToAppend(ConversationKey key, JournalModel model)
        {
            var head = model.Header(key);
            var fence = Math.Max(0, (head?.Fence ?? 0) + FenceError);
            var sequence = Math.Max(0, (head?.LastSequence ?? 0) + SequenceError);
            var append = JournalSamples.Append(key, fence, sequence, Math.Max(1, fence + (TakeOver ? 1 : 0)), Events, Owners[Conversation / 2])
                .WithDigest(Digest < 0 ? [] : JournalSamples.Digest(Digest)).UpdatedAt(Noon.AddMinutes(Minutes));
            return StartKey < 0 ? append : append with { StartKey = JournalSamples.Digest(StartKey) };
        }
    }
}
