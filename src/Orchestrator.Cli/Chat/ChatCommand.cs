using System.CommandLine;
using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orchestrator.Cli.Terminal;
using Orchestrator.Cli.Up;
using Orchestrator.Conversations.Feedback;
using Orchestrator.Sdk;
using Spectre.Console;

namespace Orchestrator.Cli.Chat;

/// <summary>The <c>chat</c> command.</summary>
internal static class ChatCommand
{
    private const int InterruptedCode = 130;

    public static Command Create(Screen screen)
    {
        var message = new Argument<string?>("message") { Description = "What to say; a conversation at the terminal when left out.", Arity = ArgumentArity.ZeroOrOne };
        var data = UpCommand.DataOption();
        var endpoint = new Option<Uri?>("--endpoint")
        {
            Description = $"The gRPC address to enter at: the device of the running system, {Ports.Url(new Ports(Ports.DefaultBase).DeviceGrpc)} unless --data says otherwise.",
            HelpName = "url",
            CustomParser = result => Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url)
                ? url : throw new FormatException($"'{result.Tokens[0].Value}' is no address such as http://127.0.0.1:8091."),
        };
        var key = new Option<string?>("--key") { Description = "The API key; the data directory's when left out.", HelpName = "key" };
        var conversation = new Option<string?>("--conversation") { Description = "The conversation to go on with.", HelpName = "id" };
        var prefer = new Option<string>("--prefer") { Description = "Where to answer.", DefaultValueFactory = _ => "auto" };
        prefer.AcceptOnlyFromAmong("auto", "prefer-device", "only-device", "prefer-cloud", "only-cloud");
        var model = new Option<string>("--model") { Description = "auto, nano, mini, cloud, or a model's name.", DefaultValueFactory = _ => "auto" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object for each answer." };

        var command = new Command("chat", "Talk; every answer says who gave it, why, and what left the device") { message, data, endpoint, key, conversation, prefer, model, json };
        command.SetAction((parsed, _) =>
        {
            var directory = new DataDirectory(Path.GetFullPath(parsed.GetValue(data)!));
            var options = new ChatOptions
            {
                Endpoint = parsed.GetValue(endpoint) ?? new Uri(UpState.Read(directory)?.Device.Grpc ?? Ports.Url(new Ports(Ports.DefaultBase).DeviceGrpc)),
                Key = parsed.GetValue(key) ?? ApiKey.Read(directory.KeyFile)?.Secret,
                Conversation = parsed.GetValue(conversation) is { } text
                    ? ConversationId.TryParse(text, out var id) ? id : throw new FormatException("A conversation id is 32 hex digits.")
                    : null,
                Preference = new() { Mode = Enum.Parse<RoutePreferenceMode>(parsed.GetValue(prefer)!.Replace("-", "", StringComparison.Ordinal), ignoreCase: true), Model = parsed.GetValue(model)! },
                Json = parsed.GetValue(json),
            };
            return RunAsync(screen, options, parsed.GetValue(message));
        });
        return command;
    }

    private static async Task<int> RunAsync(Screen screen, ChatOptions options, string? message)
    {
        await using var services = new ServiceCollection()
            .AddOrchestrator(o => (o.Endpoint, o.ApiKey) = (options.Endpoint, options.Key))
            .BuildServiceProvider();
        var session = new ChatSession(Client(services), options, screen);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            // The first Ctrl+C cancels the turn; with nothing to cancel, it ends the command.
            context.Cancel = session.Cancel();
            if (!context.Cancel)
                Environment.Exit(InterruptedCode);
        });
        if (message is not null)
            return await session.AskAsync(message) ? 0 : 1;
        return await ConverseAsync(screen, session, options);
    }

    private static IOrchestratorClient Client(ServiceProvider services)
    {
        try
        {
            return services.GetRequiredService<IOrchestratorClient>();
        }
        catch (OptionsValidationException exception)
        {
            throw new FormatException(string.Join(' ', exception.Failures), exception);
        }
    }

    private static async Task<int> ConverseAsync(Screen screen, ChatSession session, ChatOptions options)
    {
        var person = !Console.IsInputRedirected;
        if (person && !options.Json)
            screen.People.MarkupLineInterpolated($"[grey]Talking to {options.Endpoint}. /new begins a new conversation, /good and /bad judge the last answer (a comment may follow), Ctrl+C cancels an answer, /quit ends.[/]");
        var code = 0;
        while (true)
        {
            if (person)
                screen.People.Markup("[bold]>[/] ");
            var line = await Console.In.ReadLineAsync();
            switch (line?.Trim())
            {
                case null or "/quit" or "/exit":
                    return code;
                case "":
                    break;
                case "/new":
                    session.Restart();
                    break;
                case ['/', 'g', 'o', 'o', 'd', .. var comment] when IsComment(comment):
                    code = await session.JudgeAsync(Rating.Good, comment.Trim()) || person ? code : 1;
                    break;
                case ['/', 'b', 'a', 'd', .. var comment] when IsComment(comment):
                    code = await session.JudgeAsync(Rating.Bad, comment.Trim()) || person ? code : 1;
                    break;
                default:
                    code = await session.AskAsync(line) || person ? 0 : 1;
                    break;
            }
        }
    }

    private static bool IsComment(string rest) => rest.Length == 0 || char.IsWhiteSpace(rest[0]);
}
