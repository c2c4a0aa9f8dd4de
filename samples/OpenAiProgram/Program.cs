// For a program that speaks OpenAI's protocol already: only the address and the model's name change.
// Start `orchestrator up`, put its key into ORCHESTRATOR_KEY, and run: dotnet run --project samples/OpenAiProgram
using System.ClientModel;
using OpenAI;

var endpoint = Environment.GetEnvironmentVariable("ORCHESTRATOR_ENDPOINT") ?? "http://127.0.0.1:8090";
var key = Environment.GetEnvironmentVariable("ORCHESTRATOR_KEY") ?? throw new InvalidOperationException("Set ORCHESTRATOR_KEY to the key that 'orchestrator up' printed.");
var client = new OpenAIClient(new ApiKeyCredential(key), new() { Endpoint = new($"{endpoint}/v1") }).GetChatClient("auto");

foreach (var prompt in new[] { "turn off the lights in the kitchen", "what is the weather like today?", "Prove that the square root of two is irrational." })
{
    var result = await client.CompleteChatAsync(prompt);
    var headers = result.GetRawResponse().Headers;
    headers.TryGetValue("x-orchestrator-tier", out var tier);
    headers.TryGetValue("x-orchestrator-reason", out var reason);
    Console.WriteLine($"> {prompt}\n{result.Value.Content[0].Text}\n({tier}: {reason})\n");
}
