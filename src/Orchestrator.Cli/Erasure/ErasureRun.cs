using Orchestrator.Cli.Terminal;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Sdk;
using Spectre.Console;

namespace Orchestrator.Cli.Erasure;

/// <summary>Has hosts erase, or asks them for a receipt, and shows what they say.</summary>
internal sealed class ErasureRun(IReadOnlyList<ErasureHost> hosts, Screen screen, bool json)
{
    private int _failures;
    private int _receipts;

    /// <summary>Erases, and shows a receipt for each host that erased something or was asked for all it has; the exit code.</summary>
    /// <param name="request">What is erased; its id is set.</param>
    /// <param name="cancellationToken">Ends the wait, not what was begun.</param>
    public async Task<int> EraseAsync(EraseRequest request, CancellationToken cancellationToken)
    {
        // A conversation is at one host, the first that knows it. An owner or a tenant may have some at each.
        var one = request.Scope == ErasureScope.Conversation;
        OrchestratorError? unknown = null;
        foreach (var host in hosts)
        {
            unknown = await AskAsync(host, async () => await host.Client.EraseAsync(request, cancellationToken), one) ?? unknown;
            if (one && _receipts > 0)
                return 0;
        }

        if (one && _failures == 0 && unknown is not null)
            Fail(null, unknown);
        if (_failures > 0 && !json)
            screen.Errors.MarkupLineInterpolated($"[grey]The same command with --id {request.ErasureId} asks again; what is erased stays so.[/]");
        return _failures == 0 ? 0 : 1;
    }

    /// <summary>Shows the receipts that hosts have of an erasure; the exit code.</summary>
    /// <param name="erasureId">The erasure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<int> FindAsync(string erasureId, CancellationToken cancellationToken)
    {
        foreach (var host in hosts)
            await AskAsync(host, () => host.Client.FindErasureAsync(erasureId, cancellationToken), passUnknown: false);
        if (_receipts == 0 && _failures == 0)
            Fail(null, new(ErrorReason.NotFound, "No host has the receipt of a completed erasure of this id that this API key may see.", "erasure_id"));
        return _failures == 0 ? 0 : 1;
    }

    /// <summary>Asks one host; the error, when it is passed over because another host may know.</summary>
    private async Task<OrchestratorError?> AskAsync(ErasureHost host, Func<Task<ErasureReceipt?>> ask, bool passUnknown)
    {
        try
        {
            if (await ask() is { } receipt)
                Show(host, receipt);
        }
        catch (OrchestratorException exception) when (passUnknown && exception.Error.Reason == ErrorReason.NotFound)
        {
            return exception.Error;
        }
        catch (OrchestratorException exception)
        {
            Fail(host, exception.Error);
        }

        return null;
    }

    private void Show(ErasureHost host, ErasureReceipt receipt)
    {
        _receipts++;
        if (json)
            screen.Output.WriteLine(ReceiptJson.Of(host.Name, receipt));
        else
            ReceiptText.Write(screen.People, host.Name, receipt);
    }

    private void Fail(ErasureHost? host, OrchestratorError error)
    {
        _failures++;
        if (json)
            screen.Output.WriteLine(ReceiptJson.Of(host?.Name, error));
        else
            screen.Errors.MarkupLineInterpolated($"[red]{(host is null ? "" : $"{host.Name}: ")}{TerminalText.Safe(error.Message)}[/]");
    }
}
