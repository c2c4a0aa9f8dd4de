using System.CommandLine;
using Orchestrator.Cli.Terminal;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Storage.Ownership;
using Orchestrator.Storage.Protection;
using Spectre.Console;

namespace Orchestrator.Cli.Keys;

/// <summary>The <c>keys</c> commands, which work on data directories and need no running system.</summary>
internal static class KeysCommand
{
    public static Command Create(Screen screen) => new("keys", "The keys that conversations are encrypted under") { Status(screen), Rotate(screen) };

    private static Command Status(Screen screen)
    {
        var at = new PlaceOptions();
        var command = new Command("status", "Show which top key the keys hang on, and where and how they are kept");
        at.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var well = true;
            foreach (var place in at.Find(parsed))
            {
                var report = await KeyFileInspection.ExamineAsync(place.Keys, cancellationToken);
                well &= report is { Problem: null, OpenToOthers: false };
                if (parsed.GetValue(at.Json))
                    screen.Output.WriteLine(KeyStatusJson.Of(place, report));
                else
                    KeyStatusText.Write(screen.People, place, report);
            }

            return well ? 0 : 1;
        });
        return command;
    }

    private static Command Rotate(Screen screen)
    {
        var at = new PlaceOptions();
        var to = new TopKeyArguments("--to", "The new top key");
        var from = new TopKeyArguments("--from", "The top key before, when it is neither the configured one nor the development key");
        var command = new Command("rotate", "Go over to a new top key, so that older copies of the key file open with the key before alone");
        to.AddTo(command);
        from.AddTo(command);
        at.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
            RotateAsync(screen, at.Find(parsed), to.Read(parsed), from.Read(parsed), parsed.GetValue(at.Json), cancellationToken));
        return command;
    }

    private static async Task<int> RotateAsync(
        Screen screen, IReadOnlyList<KeyPlace> places, TopKeyOptions? to, TopKeyOptions? from, bool json, CancellationToken cancellationToken)
    {
        // All or nothing as far as can be told beforehand: a system whose processes want different keys is hard to start.
        foreach (var place in places)
        {
            if (await KeyFileInspection.ExamineAsync(place.Keys, cancellationToken) is { Owned: true } held)
            {
                screen.Errors.MarkupLineInterpolated($"[red]{new DataDirectoryInUseException(Path.GetFullPath(place.Keys.DataDirectory), held.Owner).Message} Nothing was changed.[/]");
                return 1;
            }
        }

        foreach (var place in places)
        {
            IReadOnlyList<ErasureReceipt> covered;
            try
            {
                covered = await KeyRotation.RotateAsync(place, to, from, cancellationToken);
            }
            catch (Exception exception) when (exception is KeyRingException or DataDirectoryInUseException or OrchestratorException or IOException or UnauthorizedAccessException)
            {
                screen.Errors.MarkupLineInterpolated($"[red]{place.Name}: {exception.Message}[/]");
                return 1;
            }

            var report = await KeyFileInspection.ExamineAsync(place.Keys, cancellationToken);
            if (json)
                screen.Output.WriteLine(KeyStatusJson.Of(place, report, covered));
            else
                KeyStatusText.Write(screen.People, place, report, covered);
        }

        if (!json && to is not null)
            screen.People.MarkupLineInterpolated($"Before the next start, have the processes configured with it: {Setting(to)}. Then destroy the key before, with its backups.");
        return 0;
    }

    private static string Setting(TopKeyOptions to) => to switch
    {
        { File: { } file } => $"{KeyRingOptions.Section}:TopKey:File={file}, or for 'up' the variable Orchestrator__Keys__TopKey__File",
        { Environment: { } variable } => $"{KeyRingOptions.Section}:TopKey:Environment={variable}, or for 'up' the variable Orchestrator__Keys__TopKey__Environment",
        _ => $"{KeyRingOptions.Section}:TopKey:Command={to.Command}, or for 'up' the variable Orchestrator__Keys__TopKey__Command",
    };
}
