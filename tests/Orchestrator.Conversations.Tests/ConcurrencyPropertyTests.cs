using CsCheck;
using Orchestrator.Conformance.Conversations;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Conversations.Tests;

/// <summary>Random callers at one conversation, with crashes between them, against what a conversation promises.</summary>
public sealed class ConcurrencyPropertyTests
{
    private const int TurnIds = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Gen<Step[][]> Rounds = Gen.Select(Gen.Enum<Act>(), Gen.Int[0, TurnIds - 1], (act, turn) => new Step(act, turn)).Array[1, 10].Array[1, 4];

    private enum Act
    {
        Send,
        SendTwice,
        Start,
        Leave,
        Read,
        Cancel,
        Restart,
    }

    [Fact]
    public void Every_accepted_turn_ends_once_in_order_and_readers_see_a_prefix_of_its_answer() =>
        Rounds.Sample(rounds => CheckAsync(rounds).GetAwaiter().GetResult(), iter: 40);

    private static async Task CheckAsync(Step[][] rounds)
    {
        await using var host = new PlainHost([ScriptedTarget.Echo()]);
        var conversation = (await host.Conversations.SendAsync(Ask("opening", "open"))).Conversation;
        var expected = new List<string> { "open" };
        foreach (var round in rounds)
        {
            // Open before the round, so that callers arrive in the order in which they call.
            await host.Conversations.GetConversationAsync(Ann, conversation, default);
            var crashes = round.Any(s => s.Act == Act.Restart);
            var running = round.Where(s => s.Act != Act.Restart).Select(s => RunAsync(host.Conversations, conversation, s, crashes)).ToList();
            if (crashes)
                await host.RestartAsync();
            await Task.WhenAll(running).WaitAsync(Patience);
            var listed = (await host.Conversations.ListTurnsAsync(Ann, conversation, 100, null, default)).Items.Select(t => t.TurnId).ToList();
            var asked = round.Where(s => s.Act is Act.Send or Act.SendTwice or Act.Start).Select(s => s.Id).Where(id => !expected.Contains(id)).Distinct().ToList();
            if (!crashes && !round.Any(s => s.Act == Act.Leave))
                Assert.Equal(expected.Concat(asked), listed);
            Assert.Equal(expected, listed.Take(expected.Count));
            expected = listed;
        }

        foreach (var id in expected)
        {
            var end = await host.Conversations.SendAsync(Ask(TextOf(id), id, conversation)).WaitAsync(Patience);
            Assert.True(end.State is TurnState.Completed or TurnState.Cancelled, $"{id} is {end.State}");
            if (end.State == TurnState.Completed)
                Assert.Equal(TextOf(id), end.Output!.Text);
        }

        await host.RestartAsync();
        var kept = (await host.Conversations.ListTurnsAsync(Ann, conversation, 100, null, default)).Items;
        Assert.Equal(expected, kept.Select(t => t.TurnId));
        Assert.All(kept, t => Assert.True(t.State is TurnState.Completed or TurnState.Cancelled));
    }

    private static async Task RunAsync(IConversations conversations, ConversationId conversation, Step step, bool crashes)
    {
        try
        {
            switch (step.Act)
            {
                case Act.Send:
                    await ReadAsync(conversations.SendTurnAsync(Ann, Request(conversation, step.Id), default), step.Id);
                    break;
                case Act.SendTwice:
                    await Task.WhenAll(
                        ReadAsync(conversations.SendTurnAsync(Ann, Request(conversation, step.Id), default), step.Id),
                        ReadAsync(conversations.SendTurnAsync(Ann, Request(conversation, step.Id), default), step.Id));
                    break;
                case Act.Start:
                    await conversations.StartTurnAsync(Ann, Request(conversation, step.Id), default);
                    break;
                case Act.Leave:
                    using (var leaving = new CancellationTokenSource())
                    {
                        var reading = ReadAsync(conversations.SendTurnAsync(Ann, Request(conversation, step.Id), leaving.Token), step.Id);
                        await leaving.CancelAsync();
                        await reading;
                    }

                    break;
                case Act.Read:
                    await ReadAsync(conversations.ReadTurnAsync(Ann, conversation, step.Id, default, default), step.Id);
                    break;
                case Act.Cancel:
                    var seen = await conversations.CancelTurnAsync(Ann, conversation, step.Id, default);
                    Assert.NotEqual(TurnState.Running, seen.State);
                    break;
            }
        }
        catch (OrchestratorException e) when (e.Error.Reason == ErrorReason.NotFound && step.Act is Act.Read or Act.Cancel)
        {
            // Not accepted yet.
        }
        catch (OperationCanceledException) when (step.Act == Act.Leave)
        {
        }
        catch (Exception e) when (crashes && e is OrchestratorException or ObjectDisposedException)
        {
            // The host went away under the caller.
        }
    }

    private static async Task ReadAsync(IAsyncEnumerable<TurnUpdate> updates, string id)
    {
        var text = "";
        await foreach (var update in updates)
        {
            text = update switch
            {
                AttemptBegan => "",
                TurnText piece => text + piece.Text,
                _ => text,
            };
            Assert.StartsWith(text, TextOf(id), StringComparison.Ordinal);
            if (update is TurnEnded { Turn.State: TurnState.Completed })
                Assert.Equal(TextOf(id), text);
        }
    }

    private static TurnRequest Request(ConversationId conversation, string id) => Ask(TextOf(id), id, conversation);

    private static string TextOf(string id) => id == "open" ? "opening" : $"the words of turn {id} are few";

    private sealed record Step(Act Act, int Turn)
    {
        public string Id => $"t{Turn}";
    }
}
