using System.Diagnostics;
using System.Security.Cryptography;
using Orchestrator.Cli.Terminal;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Feedback;
using Orchestrator.Sdk;
using Spectre.Console;

namespace Orchestrator.Cli.Chat;

/// <summary>One person's conversation at a terminal. Turns run one after the other; <see cref="Cancel"/> may come from any thread.</summary>
internal sealed class ChatSession(IOrchestratorClient client, ChatOptions options, Screen screen)
{
    private ConversationId? _conversation = options.Conversation;
    private RunningTurn? _running;
    private TurnView? _last;
    private bool _inLine;

    /// <summary>Forgets the conversation: the next turn opens a new one.</summary>
    public void Restart() => (_conversation, _last) = (null, null);

    /// <summary>Judges the last answer; false when there is none, or its host does not take it.</summary>
    public async Task<bool> JudgeAsync(Rating rating, string comment)
    {
        if (_last is not { } turn)
        {
            screen.Errors.MarkupLine("[yellow]There is no answer yet that could be judged.[/]");
            return false;
        }

        try
        {
            var judgement = new TurnJudgement { Rating = rating, Comment = comment.Length > 0 ? comment : null };
            await client.SendFeedbackAsync(turn.Conversation, turn.TurnId, judgement);
            if (!options.Json)
                screen.People.MarkupLineInterpolated($"[grey]Noted: the last answer was {rating.ToString().ToLowerInvariant()}.[/]");
            return true;
        }
        catch (OrchestratorException exception)
        {
            Fail(exception.Error);
            return false;
        }
    }

    /// <summary>Sends a turn and shows its answer; false when there was none.</summary>
    public async Task<bool> AskAsync(string text)
    {
        var watch = Stopwatch.StartNew();
        using var running = new RunningTurn(client);
        _running = running;
        try
        {
            var request = new TurnRequest
            {
                Conversation = _conversation,
                TurnId = RandomNumberGenerator.GetHexString(32, lowercase: true),
                Input = [Message.User(text)],
                Preference = options.Preference,
                AllowRestart = true,
                Drafts = true,
            };
            var ended = await ShowAsync(client.SendTurnAsync(request, running.Abandoned), running);
            if (ended is null)
                return false;
            _last = ended;
            Report(ended, watch.Elapsed);
            return ended.State == TurnState.Completed;
        }
        catch (OrchestratorException exception)
        {
            if (options.Json)
                screen.Output.WriteLine(AnswerJson.Of(exception.Error));
            else
                Fail(exception.Error);
            return false;
        }
        catch (OperationCanceledException) when (running.Abandoned.IsCancellationRequested)
        {
            screen.Errors.MarkupLine("[yellow]Cancelled before it was accepted.[/]");
            return false;
        }
        finally
        {
            _running = null;
        }
    }

    /// <summary>Cancels the turn that runs; false when none runs, or it was cancelled before.</summary>
    public bool Cancel() => _running is { } running && running.Cancel();

    private async Task<TurnView?> ShowAsync(IAsyncEnumerable<TurnUpdate> updates, RunningTurn running)
    {
        await foreach (var update in updates)
        {
            switch (update)
            {
                case TurnStarted started:
                    running.Started(started.Turn);
                    _conversation = started.Turn.Conversation;
                    break;
                case AttemptBegan { Route.Attempt: > 1 } began when !options.Json:
                    EndLine();
                    screen.People.MarkupLineInterpolated($"[yellow]Attempt {began.Route.Attempt}, on {began.Route.Target?.Id ?? "no target"}; what was said before is void:[/]");
                    break;
                case TurnDraft draft when !options.Json:
                    screen.People.MarkupLineInterpolated($"[grey]draft, not sure enough: {TerminalText.Safe(draft.Text)}[/]");
                    break;
                case TurnText piece when !options.Json:
                    screen.Output.Write(TerminalText.Safe(piece.Text));
                    screen.Output.Flush();
                    _inLine = true;
                    break;
                case TurnToolCall call when !options.Json:
                    EndLine();
                    screen.People.MarkupLineInterpolated($"[grey]wants[/] {TerminalText.Safe(call.Call.Name)}({TerminalText.Safe(call.Call.Arguments)})");
                    break;
                case TurnEnded ended:
                    return ended.Turn;
            }
        }

        return null;
    }

    private void Report(TurnView turn, TimeSpan took)
    {
        if (options.Json)
        {
            screen.Output.WriteLine(AnswerJson.Of(turn, took));
            return;
        }

        EndLine();
        if (turn.Error is { } error)
            Fail(error);
        else if (turn.State == TurnState.Interrupted)
            screen.Errors.MarkupLine("[yellow]The process that answered ended in the middle: the turn is kept and has no answer yet (interrupted). Ask again.[/]");
        else if (turn.State != TurnState.Completed)
            screen.Errors.MarkupLineInterpolated($"[yellow]The turn is {turn.State.ToString().ToLowerInvariant()}.[/]");
        screen.People.MarkupLineInterpolated($"[grey]{AnswerLine.Of(turn, took)}[/]");
    }

    /// <summary>Ends the line that the answer's text stands in, if it does.</summary>
    private void EndLine()
    {
        if (_inLine)
            screen.People.WriteLine();
        _inLine = false;
    }

    private void Fail(OrchestratorError error)
    {
        EndLine();
        screen.Errors.MarkupLineInterpolated($"[red]{error.Message}[/]");
        if (error.Retryable)
            screen.Errors.MarkupLine("[grey]The same may succeed later.[/]");
    }
}
