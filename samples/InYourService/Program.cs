// For a team whose service talks to people: a durable conversation, its decision, and what the person thought of the answer.
// Start `orchestrator up`, put its key into ORCHESTRATOR_KEY, and run: dotnet run --project samples/InYourService
using Microsoft.Extensions.DependencyInjection;
using Orchestrator;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Feedback;
using Orchestrator.Sdk;

await using var services = new ServiceCollection()
    .AddOrchestrator(o =>
    {
        o.Endpoint = new(Environment.GetEnvironmentVariable("ORCHESTRATOR_ENDPOINT") ?? "http://127.0.0.1:8091");
        o.ApiKey = Environment.GetEnvironmentVariable("ORCHESTRATOR_KEY");
    })
    .BuildServiceProvider();
var orchestrator = services.GetRequiredService<IOrchestratorClient>();

// The id is the app's own: sent again after a crash of this program, the turn is not answered twice.
var request = new TurnRequest
{
    TurnId = $"sample-{Guid.NewGuid():N}",
    Input = [Message.User("My card 4111 1111 1111 1111 was charged twice, what now?")],
    Preference = new() { Mode = RoutePreferenceMode.PreferDevice },
    AllowRestart = true,
};
TurnView? turn = null;
await foreach (var update in orchestrator.SendTurnAsync(request))
{
    switch (update)
    {
        case AttemptBegan { Route.Attempt: > 1 }:
            Console.WriteLine("\n(again from the start)");
            break;
        case TurnText text:
            Console.Write(text.Text);
            break;
        case TurnEnded ended:
            turn = ended.Turn;
            break;
    }
}

if (turn is not { State: TurnState.Completed })
{
    Console.WriteLine(turn?.Error?.Message ?? $"The turn is {turn?.State}.");
    return 1;
}

Console.WriteLine($"\n\n{turn.Route.Target!.Tier} in zone {turn.Route.Target.Zone.Name}, by {turn.Route.Target.Model}, because:");
foreach (var reason in turn.Route.Reasons)
    Console.WriteLine($"- {reason}");
await orchestrator.SendFeedbackAsync(turn.Conversation, turn.TurnId, new() { Rating = Rating.Good });
return 0;
