using System.CommandLine;
using System.Security.Cryptography;
using Orchestrator.Cli.Terminal;
using Orchestrator.Cli.Up;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Sdk;
using Spectre.Console;

namespace Orchestrator.Cli.Erasure;

/// <summary>The <c>erase</c> commands: a conversation, an owner, a tenant, and the receipt of an earlier erasure.</summary>
internal static class EraseCommand
{
    public static Command Create(Screen screen)
    {
        var conversation = new Argument<string>("conversation") { Description = "The conversation's id, 32 hex digits." };
        var owner = new Argument<string>("owner") { Description = "Whose conversations; another than the API key's own needs a key that administers the tenant." };
        var tenant = new Argument<string>("tenant") { Description = "The API key's own tenant, by name, so that the wrong key erases nothing." };
        return new Command("erase", "Make conversations unreadable for good, with a receipt")
        {
            Erasing(screen, "conversation", "Erase one conversation", conversation, static text => EraseRequest.OfConversation(Id(text))),
            Erasing(screen, "owner", "Erase every conversation that an owner has now, at every host of the running system", owner, EraseRequest.OfOwner),
            Erasing(screen, "tenant", "Erase every conversation that the tenant has now, at every host of the running system", tenant, EraseRequest.OfTenant),
            Receipt(screen),
        };
    }

    private static Command Erasing(Screen screen, string name, string description, Argument<string> subject, Func<string, EraseRequest> read)
    {
        var at = new HostOptions();
        var id = new Option<string?>("--id") { Description = "Names the erasure, 1 to 128 printable characters without spaces; a repeat under it is the same erasure. One is made when left out.", HelpName = "id" };
        var yes = new Option<bool>("--yes") { Description = "Do not ask before erasing. Needed for an owner or a tenant when nobody is at the terminal." };
        var command = new Command(name, description) { subject, id, yes };
        at.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            using var interruption = new Interruption();
            var request = read(parsed.GetRequiredValue(subject)) with { ErasureId = parsed.GetValue(id) ?? RandomNumberGenerator.GetHexString(32, lowercase: true) };
            await using var hosts = at.Open(parsed);
            if (!parsed.GetValue(yes) && !Confirmation.OfProcess(screen).Ask(Question(request, hosts.All), needsWord: request.Scope != ErasureScope.Conversation))
            {
                screen.Errors.MarkupLine("[yellow]Nothing was erased.[/]");
                return 1;
            }

            return await WatchAsync(screen, request.ErasureId, token => new ErasureRun(hosts.All, screen, parsed.GetValue(at.Json)).EraseAsync(request, token), interruption.Token);
        });
        return command;
    }

    private static Command Receipt(Screen screen)
    {
        var at = new HostOptions();
        var id = new Argument<string>("id") { Description = "The erasure." };
        var command = new Command("receipt", "Show the receipt of an erasure again") { id };
        at.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var hosts = at.Open(parsed);
            return await new ErasureRun(hosts.All, screen, parsed.GetValue(at.Json)).FindAsync(parsed.GetRequiredValue(id), cancellationToken);
        });
        return command;
    }

    private static async Task<int> WatchAsync(Screen screen, string erasureId, Func<CancellationToken, Task<int>> run, CancellationToken cancellationToken)
    {
        try
        {
            return await run(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            screen.Errors.MarkupLineInterpolated($"[yellow]Not waited for. What a host has begun, it completes: 'orchestrator erase receipt {erasureId}' tells.[/]");
            return 130;
        }
    }

    private static string Question(EraseRequest request, IReadOnlyList<ErasureHost> hosts)
    {
        var where = string.Join(", ", hosts.Select(h => h.Name));
        return request.Scope switch
        {
            ErasureScope.Conversation => $"This erases conversation {request.Subject}, wherever of {where} it is.",
            ErasureScope.Owner => $"This erases every conversation of owner '{request.Subject}' at {where}.",
            _ => $"This erases every conversation of everybody in tenant '{request.Subject}' at {where}.",
        };
    }

    private static ConversationId Id(string text) =>
        ConversationId.TryParse(text, out var id) ? id : throw new FormatException("A conversation id is 32 hex digits.");

    /// <summary>Where to ask, and how to answer.</summary>
    private sealed class HostOptions
    {
        private readonly Option<string> _data = UpCommand.DataOption();

        private readonly Option<Uri?> _endpoint = new("--endpoint")
        {
            Description = "The gRPC address of one host; otherwise every host of the running system, because each keeps what entered there.",
            HelpName = "url",
            CustomParser = result => Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url)
                ? url : throw new FormatException($"'{result.Tokens[0].Value}' is no address such as http://127.0.0.1:8091."),
        };

        private readonly Option<string?> _key = new("--key") { Description = "The API key; the data directory's when left out.", HelpName = "key" };

        public Option<bool> Json { get; } = new("--json") { Description = "Print one JSON object for each receipt." };

        public void AddTo(Command command)
        {
            command.Options.Add(_data);
            command.Options.Add(_endpoint);
            command.Options.Add(_key);
            command.Options.Add(Json);
        }

        public ErasureHosts Open(ParseResult parsed) =>
            ErasureHosts.Open(new(Path.GetFullPath(parsed.GetValue(_data)!)), parsed.GetValue(_endpoint), parsed.GetValue(_key));
    }
}
