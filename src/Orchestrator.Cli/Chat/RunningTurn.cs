using Orchestrator.Conversations;
using Orchestrator.Sdk;

namespace Orchestrator.Cli.Chat;

/// <summary>The turn that is being answered, so that Ctrl+C can cancel it: at its host once it is accepted, before that by leaving. Thread-safe.</summary>
internal sealed class RunningTurn(IOrchestratorClient client) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _abandoned = new();
    private TurnView? _turn;
    private bool _cancelled;

    public CancellationToken Abandoned => _abandoned.Token;

    public void Started(TurnView turn)
    {
        lock (_gate)
            _turn = turn;
    }

    /// <summary>False when it was asked before.</summary>
    public bool Cancel()
    {
        TurnView? turn;
        lock (_gate)
        {
            if (_cancelled)
                return false;
            _cancelled = true;
            turn = _turn;
        }

        _ = CancelAsync(turn);
        return true;
    }

    public void Dispose() => _abandoned.Dispose();

    private async Task CancelAsync(TurnView? turn)
    {
        try
        {
            if (turn is not null)
                await client.CancelTurnAsync(turn.Conversation, turn.TurnId);
            else
                await _abandoned.CancelAsync();
        }
        catch (OrchestratorException)
        {
            // The host cannot be asked; leaving is all that can be done here, and the reader says what it heard last.
            await _abandoned.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The turn ended meanwhile.
        }
    }
}
