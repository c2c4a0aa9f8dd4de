using System.Text.Json;
using Orchestrator.Cli.Supervision;
using Orchestrator.Cli.Terminal;
using Spectre.Console;

namespace Orchestrator.Cli.Up;

/// <summary>Brings a whole system up on this machine, keeps it running, and takes it down.</summary>
internal sealed class UpRun(UpOptions options, Screen screen, TimeProvider time)
{
    private static readonly TimeSpan StopPoll = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly DataDirectory _data = new(Path.GetFullPath(options.Data));
    private readonly Ports _ports = new(options.PortBase);
    private readonly ConfiguredProviders _providers = ConfiguredProviders.Read(options.Providers);
    private Supervisor? _supervisor;

    private bool StandIn => !options.NoStandIn && !_providers.Any;

    private IAnsiConsole Console => options.Json ? screen.Errors : screen.People;

    /// <summary>Runs until interrupted; the exit code.</summary>
    public async Task<int> RunAsync(CancellationToken interrupted)
    {
        try
        {
            return await RunHeldAsync(interrupted);
        }
        catch (InvalidDataException e)
        {
            return Refuse($"{e.Message}\nIf it is damaged, put it back from a copy. Without one, move {_data.SiteKeyFile} and {Path.GetDirectoryName(_data.IdentityOf("any"))} away together: new ones are made, and no conversation is lost by it.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refuse($"The data directory {_data.Root} cannot be used: {e.Message}\n'{SelfCommand.Text} doctor --data {options.Data}' says what to do.");
        }
    }

    private async Task<int> RunHeldAsync(CancellationToken interrupted)
    {
        _data.Make();
        using var held = UpLock.TryTake(_data);
        if (held is null)
            return Refuse(InUse());
        if (PortCheck.Problem(_ports, StandIn) is { } problem)
            return Refuse(problem);

        foreach (var stop in Directory.EnumerateFiles(_data.Stops))
            File.Delete(stop);
        var key = ApiKey.LoadOrCreate(_data.KeyFile);
        new ProcessConfigs(_data, _ports, key, DevelopmentSite.LoadOrCreate(_data, time)).Write(StandIn);
        var children = UpChildren.All(_data, _ports, StandIn, _providers.Variables);
        await using var supervisor = new Supervisor(children, name => File.Exists(Path.Combine(_data.Stops, name)), Report, time);
        try
        {
            Console.MarkupLineInterpolated($"Starting {children.Length} processes…");
            await supervisor.StartAsync(options.Patience, interrupted);
            Announce(supervisor, key);
            await UntilStoppedAsync(interrupted);
            Console.WriteLine("Stopping…");
            await supervisor.StopAsync();
            Console.WriteLine("Everything is stopped.");
            return 0;
        }
        catch (ChildStartException exception)
        {
            await supervisor.StopAsync();
            return Refuse(StartFailure.Describe(exception, options.Data));
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            await supervisor.StopAsync();
            return Refuse("Interrupted before everything was ready; everything is stopped.");
        }
        finally
        {
            lock (_gate)
                _supervisor = null;
            File.Delete(_data.StateFile);
        }
    }

    private void Announce(Supervisor supervisor, ApiKey key)
    {
        lock (_gate)
        {
            _supervisor = supervisor;
            var state = WriteState();
            if (options.Json)
                screen.Output.WriteLine(JsonSerializer.Serialize(state, UpJson.Default.UpState));
            else
                UpReport.Print(screen.People, state, key);
            screen.Output.Flush();
        }
    }

    private async Task UntilStoppedAsync(CancellationToken interrupted)
    {
        var whole = Path.Combine(_data.Stops, "up");
        try
        {
            while (!File.Exists(whole))
                await Task.Delay(StopPoll, time, interrupted);
            File.Delete(whole);
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            // Ctrl+C or SIGTERM: what this method waits for.
        }
    }

    private void Report(ChildEvent happened)
    {
        lock (_gate)
        {
            switch (happened)
            {
                case ChildReady { Degraded: true } ready:
                    Console.MarkupLineInterpolated($"[yellow]![/] {ready.Child.Name} serves after {ready.After.TotalSeconds:0.0} s (pid {ready.Pid}), but not all of it is there; 'doctor' says what is missing");
                    break;
                case ChildReady ready:
                    Console.MarkupLineInterpolated($"[green]✓[/] {ready.Child.Name} ready after {ready.After.TotalSeconds:0.0} s (pid {ready.Pid})");
                    break;
                case ChildHeld:
                    Console.MarkupLineInterpolated($"[yellow]■[/] {happened.Child.Name} is stopped, as asked; 'start {happened.Child.Name}' starts it");
                    break;
                case ChildDied { RestartAfter: { } wait } died:
                    Console.MarkupLineInterpolated($"[yellow]![/] {died.Child.Name} ended with exit code {died.ExitCode}; it is started again in {wait.TotalSeconds:0.##} s (log: {died.Child.LogFile})");
                    break;
                case ChildDied died:
                    Console.MarkupLineInterpolated($"[red]✗[/] {died.Child.Name} ended {RestartBackoff.MaxRestarts + 1} times within a minute and stays down; the others go on. {Anew(died.Child)} Its last lines:");
                    foreach (var line in died.LastLines)
                        Console.WriteLine("    " + line);
                    break;
                case ChildNotStarted { RetryAfter: { } wait } failed:
                    Console.MarkupLineInterpolated($"[yellow]![/] {failed.Why}; it is tried again in {wait.TotalSeconds:0.##} s");
                    break;
                case ChildNotStarted failed:
                    Console.MarkupLineInterpolated($"[red]✗[/] {failed.Why}; {failed.Child.Name} stays down, the others go on. {Anew(failed.Child)}");
                    break;
            }

            if (_supervisor is not null)
                TryWriteState();
        }
    }

    private static string Anew(ChildSpec child) => $"When its cause is mended, 'stop {child.Name}' and then 'start {child.Name}' try it anew.";

    private void TryWriteState()
    {
        try
        {
            WriteState();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk must not keep a process from being started again; the next change writes it anew.
            Console.MarkupLineInterpolated($"[yellow]![/] {_data.StateFile} cannot be written, so that other commands see an older state: {e.Message}");
        }
    }

    private UpState WriteState()
    {
        var state = new UpState
        {
            Pid = Environment.ProcessId,
            DataDirectory = _data.Root,
            PortBase = _ports.Base,
            StandIn = StandIn,
            Device = new(Ports.Url(_ports.DeviceHttp), Ports.Url(_ports.DeviceGrpc)),
            Gateway = new(Ports.Url(_ports.GatewayHttp), Ports.Url(_ports.GatewayGrpc)),
            Silo = new(Ports.Url(_ports.SiloHttp), Ports.Url(_ports.SiloGrpc)),
            Processes = [.. _supervisor!.Children.Select(c => new UpProcess(c.Spec.Name, c.Spec.What, c.Pid, c.Spec.Health.ToString(), c.Spec.LogFile))],
        };
        PrivateFiles.Write(_data.StateFile, JsonSerializer.Serialize(state, UpJson.Default.UpState));
        return state;
    }

    private string InUse()
    {
        var holder = UpState.Read(_data) is { } state ? $" (process {state.Pid})" : "";
        return $"The data directory {_data.Root} is used by another 'orchestrator up'{holder}.\n"
            + $"Stop that one ({SelfCommand.Text} stop --data {_data.Root}), or give this one another directory and other ports: orchestrator up --data DIR --port-base {_ports.Base + 100}";
    }

    private int Refuse(string why)
    {
        screen.Errors.MarkupLineInterpolated($"[red]{why}[/]");
        return 1;
    }
}
