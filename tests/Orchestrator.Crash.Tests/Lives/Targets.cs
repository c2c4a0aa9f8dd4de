using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Orchestrator.Conformance.Conversations;
using Orchestrator.Conversations.Targets;

namespace Orchestrator.Crash.Tests.Lives;

/// <summary>
/// Targets that behave as the asked text begins: <c>plain</c> answers; <c>fallback</c> fails at its first run; <c>restart</c> breaks off
/// in its first run; <c>hold</c> waits in the middle of its answer until it is let go. Every run words its answer differently, so that
/// a text made of two runs would show.
/// </summary>
internal sealed partial class Targets(Truth truth)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _held = new();

    /// <summary>Whether targets hold answers back; after a crash, nobody does.</summary>
    public bool Holds { get; set; } = true;

    public IReadOnlyList<ITargetConnector> Connectors => [new ScriptedTarget("a", Answer), new ScriptedTarget("b", Answer)];

    public static bool IsAnswerTo(string asked, string answer) =>
        Shape().Match(answer) is { Success: true } match && match.Groups["asked"].Value == asked;

    /// <summary>Lets a held answer go on.</summary>
    public void LetGo(string text) => Gate(text).TrySetResult();

    private async IAsyncEnumerable<ModelUpdate> Answer(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var text = request.Messages[^1].Text;
        var run = truth.Runs.AddOrUpdate(text, 1, static (_, runs) => runs + 1);
        await Task.Yield();
        if (run == 1 && text.StartsWith("fallback", StringComparison.Ordinal))
            throw new TargetException("unreachable", "the scripted target failed");
        yield return new ModelText($"Lauf №{run:00} ");
        yield return new ModelText("für «" + text[..6]);
        if (run == 1 && text.StartsWith("restart", StringComparison.Ordinal))
            throw new TargetException("cut-off", "the scripted target failed");
        if (Holds && text.StartsWith("hold", StringComparison.Ordinal))
            await Gate(text).Task.WaitAsync(cancellationToken);
        yield return new ModelText(text[6..] + "» …");
        await Task.Yield();
        yield return new ModelText($"✓{run:00}");
        yield return new ModelEnded { Usage = new(10, 20) };
    }

    [GeneratedRegex("^Lauf №(?<run>[0-9]+) für «(?<asked>.*)» …✓\\k<run>$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Shape();

    private TaskCompletionSource Gate(string text) => _held.GetOrAdd(text, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
