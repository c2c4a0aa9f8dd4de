// For a team on Microsoft Agent Framework: an agent whose session is a durable, private conversation, found again by its name.
// Start `orchestrator up`, put its key into ORCHESTRATOR_KEY, and run it twice: dotnet run --project samples/Agent -- "turn off the lights in the kitchen"
using System.ComponentModel;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Agents;
using Orchestrator.Sdk.Chat;

await using var services = new ServiceCollection()
    .AddOrchestrator(o =>
    {
        o.Endpoint = new(Environment.GetEnvironmentVariable("ORCHESTRATOR_ENDPOINT") ?? "http://127.0.0.1:8091");
        o.ApiKey = Environment.GetEnvironmentVariable("ORCHESTRATOR_KEY");
    })
    .AddOrchestratorSessions(Path.Combine(Path.GetTempPath(), "orchestrator-sample-sessions"))
    .BuildServiceProvider();

// The framework around the chat client runs the tool; the model only says that it wants it.
using var chat = services.GetRequiredService<IChatClient>().AsBuilder().UseFunctionInvocation().Build();
var agent = new OrchestratorAgent(chat, new() { Name = "home", Tools = { AIFunctionFactory.Create(TurnOff, "iot_hue_lightoff") } });
var store = services.GetRequiredService<AgentSessionStore>();
var name = new AgentSessionStoreKey("kitchen", null);

var session = await store.GetOrCreateSessionAsync(agent, name);
var response = await agent.RunAsync(args.Length > 0 ? string.Join(' ', args) : "turn off the lights in the kitchen", session);
await store.SaveSessionAsync(agent, name, session);

Console.WriteLine(response.Text);
Console.WriteLine($"{response.AdditionalProperties?[DecisionKeys.Tier]} answered; conversation {session.GetService<Orchestrator.ConversationId>()}.");

[Description("Turns the lights of a room off.")]
static string TurnOff([Description("The room.")] string house_place)
{
    Console.WriteLine($"(the lights in the {house_place} go off)");
    return "done";
}
