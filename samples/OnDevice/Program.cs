// For an app on a person's device: the nano model, the policy and the journal in the app's own process. Nothing else needs to run:
// dotnet run --project samples/OnDevice
// With an identity that the silo knows, the app has a link of its own to gateways and providers.
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator;
using Orchestrator.Sdk.Chat;

await using var services = new ServiceCollection()
    .AddOrchestratorDevice(o =>
    {
        o.DataDirectory = Environment.GetEnvironmentVariable("ORCHESTRATOR_DATA") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "orchestrator-sample");
        o.IdentityFile = Environment.GetEnvironmentVariable("ORCHESTRATOR_IDENTITY");
        o.ClusterAddress = Environment.GetEnvironmentVariable("ORCHESTRATOR_CLUSTER");
    })
    .BuildServiceProvider();
await using var running = await services.StartOrchestratorDeviceAsync();
var chat = services.GetRequiredService<IChatClient>();

var tools = new ChatOptions { Tools = [AIFunctionFactory.Create((string house_place) => $"{house_place} is dark", "iot_hue_lightoff", "Turns the lights of a room off")] };
foreach (var text in new[] { "turn off the lights in the kitchen", "Prove that there are infinitely many primes" })
{
    Console.WriteLine($"> {text}");
    try
    {
        var answer = await chat.GetResponseAsync(text, tools);
        var calls = answer.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>();
        Console.WriteLine($"{answer.Text}{string.Concat(calls.Select(c => $"{c.Name}({string.Join(", ", (c.Arguments ?? new Dictionary<string, object?>()).Select(a => $"{a.Key}: {a.Value}"))})"))}");
        Console.WriteLine($"  {answer.AdditionalProperties?[DecisionKeys.Tier]} in zone {answer.AdditionalProperties?[DecisionKeys.Zone]}: {answer.AdditionalProperties?[DecisionKeys.Reason]}");
    }
    catch (OrchestratorException e)
    {
        // What this device cannot answer alone can be sent again once it is linked.
        Console.WriteLine($"  {e.Error.Reason}: {e.Error.Message}");
    }
}
