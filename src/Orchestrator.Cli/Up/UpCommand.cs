using System.CommandLine;
using System.Globalization;
using Orchestrator.Cli.Terminal;

namespace Orchestrator.Cli.Up;

/// <summary>The <c>up</c> command.</summary>
internal static class UpCommand
{
    public static Command Create(Screen screen)
    {
        var data = DataOption();
        var portBase = PortBaseOption("The silo's HTTP port; all others are counted from it (8080: silo 8080 and 8081, device 8090 and 8091, gateway 8092 and 8093, stand-in 8094, Orleans 8100 and 8101).");
        var providers = new Option<string[]>("--provider")
        {
            Description = "A model provider: \"name=openai;url=https://api.openai.com/v1;model=gpt-5;key-env=OPENAI_API_KEY\". May be repeated. Otherwise Orchestrator:Providers of the environment or ./appsettings.json; otherwise the stand-in.",
            HelpName = "provider",
        };
        var noStandIn = new Option<bool>("--no-stand-in") { Description = "Do without the stand-in when no provider is configured; what only the cloud can answer is then refused." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object when everything is ready, and nothing else on standard output." };

        var command = new Command("up", "Bring a whole system up on this machine: cluster, gateway and device, and a stand-in provider if none is configured")
        {
            data, portBase, providers, noStandIn, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var interruption = new Interruption();
            var options = new UpOptions
            {
                Data = parsed.GetValue(data)!,
                PortBase = parsed.GetValue(portBase),
                Providers = [.. (parsed.GetValue(providers) ?? []).Select(ProviderSetting.Parse)],
                NoStandIn = parsed.GetValue(noStandIn),
                Json = parsed.GetValue(json),
            };
            return await new UpRun(options, screen, TimeProvider.System).RunAsync(interruption.Token);
        });
        return command;
    }

    public static Option<string> DataOption() => new("--data")
    {
        Description = "The data directory of the system.",
        DefaultValueFactory = _ => DataDirectory.DefaultName,
        HelpName = "directory",
    };

    public static Option<int> PortBaseOption(string description)
    {
        var option = new Option<int>("--port-base") { Description = description, DefaultValueFactory = _ => Ports.DefaultBase, HelpName = "port" };
        option.Validators.Add(result =>
        {
            // What is no number is told where it is converted.
            if (result.Tokens is [var given] && int.TryParse(given.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var port) && port is < 1024 or > Ports.MaxBase)
                result.AddError($"--port-base is 1024 to {Ports.MaxBase}.");
        });
        return option;
    }
}
