using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Conversations.Feedback;
using V1 = Orchestrator.Protocol.V1;

namespace Orchestrator.Sdk.Tests;

public sealed class FeedbackTests
{
    [Fact]
    public async Task Feedback_is_sent_whole_and_again_over_a_connection_that_broke()
    {
        await using var server = await ScriptedServer.StartAsync(new Scene { Cut = true }, new Scene());
        await using var services = server.Client();
        var judgement = new TurnJudgement { Rating = Rating.Bad, Score = 0.25, Categories = ["wrong", "slow"], Comment = "no", Correction = "yes" };

        await services.GetRequiredService<IOrchestratorClient>().SendFeedbackAsync(Turns.Id, "t1", judgement);

        var sent = server.Script.Requests.Cast<V1.SendFeedbackRequest>().ToList();
        var expected = new V1.Feedback { Rating = V1.Rating.Bad, Score = 0.25, Categories = { "wrong", "slow" }, Comment = "no", Correction = "yes" };
        Assert.Equal(2, sent.Count);
        Assert.All(sent, s => Assert.Equal((Turns.Id.ToString(), "t1", expected), (s.Conversation, s.TurnId, s.Feedback)));
    }
}
