using System.CommandLine;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Orchestrator.Cli.Terminal;
using Orchestrator.Cli.Up;
using Spectre.Console;

namespace Orchestrator.Cli.Budgets;

/// <summary>The <c>budgets</c> commands.</summary>
internal static class BudgetsCommand
{
    public static Command Create(Screen screen)
    {
        var node = new Argument<string>("node") { Description = "The id of a node that does not come back, or came back without its journal." };
        var spent = new Option<decimal?>("--spent") { Description = "What it spent of each budget in this window at most, in US dollars: you vouch for it, as by the provider's bill. What the silo knows when left out.", HelpName = "usd" };
        var data = UpCommand.DataOption();
        var endpoint = new Option<string?>("--endpoint") { Description = "The HTTP address of a silo; that of the running system when left out.", HelpName = "url" };
        var key = new Option<string?>("--key") { Description = "An API key with the scope budgets; ORCHESTRATOR_KEY, or the data directory's, when left out.", HelpName = "key" };
        var json = new Option<bool>("--json") { Description = "Print the answer as JSON." };
        var release = new Command(
            "release",
            "Free what a lost node holds of the tenant's budgets, or what one that came back without its journal held before, less what it can have spent. What it told and what passed the silo since is charged; should it come back, it draws nothing of what was freed")
        { node, spent, data, endpoint, key, json };
        release.SetAction(async (parsed, cancellationToken) =>
        {
            var directory = new DataDirectory(Path.GetFullPath(parsed.GetValue(data)!));
            var address = parsed.GetValue(endpoint) ?? UpState.Read(directory)?.Silo.Http
                ?? throw new FormatException($"No 'orchestrator up' runs with the data directory {directory.Root}. Name another with --data, or a silo with --endpoint.");
            var secret = parsed.GetValue(key) ?? Environment.GetEnvironmentVariable("ORCHESTRATOR_KEY") ?? ApiKey.Read(directory.KeyFile)?.Secret;
            var path = $"/orchestrator/v1/budgets/nodes/{Uri.EscapeDataString(parsed.GetValue(node)!)}/release";
            using var body = JsonContent.Create(new { Spent = parsed.GetValue(spent)?.ToString(CultureInfo.InvariantCulture) });
            Print(screen, parsed.GetValue(node)!, await HostCall.SendAsync(HttpMethod.Post, address, path, secret, cancellationToken, body), parsed.GetValue(json));
            return 0;
        });
        return new Command("budgets", "What the tenant may spend") { release };
    }

    private static void Print(Screen screen, string node, string answer, bool json)
    {
        if (json)
        {
            screen.Output.WriteLine(answer);
            return;
        }

        using var document = JsonDocument.Parse(answer);
        if (!document.RootElement.TryGetProperty("slices", out var slices) || slices.GetArrayLength() == 0)
            screen.People.MarkupLineInterpolated($"{node} held nothing that was not spent.");
        else
        {
            foreach (var slice in slices.EnumerateArray())
            {
                var whose = slice.TryGetProperty("keyId", out var key) ? $"key {key.GetString()}" : "the tenant";
                var (held, charged) = (Usd(slice, "held"), Usd(slice, "charged"));
                screen.People.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{whose}: {node} held {held} USD; {held - charged} are free again, {charged} are charged.");
                if (held == charged)
                    screen.People.MarkupLine("The silo cannot know that it spent less. If you do, as by the provider's bill, say it with --spent.");
            }
        }
    }

    private static decimal Usd(JsonElement slice, string name) =>
        slice.TryGetProperty(name, out var text) && decimal.TryParse(text.GetString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var sum) ? sum : 0;
}
