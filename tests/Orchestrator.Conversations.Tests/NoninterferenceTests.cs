using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Orchestrator.Conformance.Conversations;
using Orchestrator.Privacy;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Conversations.Tests;

/// <summary>
/// Two runs of one random conversation that differ in a secret alone, of one type and length: with tools, failing and interrupted
/// attempts, escalations and restarts, what the clouds are sent is equal to the byte, but for the pseudonyms' own letters.
/// </summary>
public sealed partial class NoninterferenceTests
{
    private static readonly (string A, string B)[] s_secrets =
    [
        ("4111 1111 1111 1111", "4242 4242 4242 4242"),
        ("4111111111111111", "4012888888881881"),
        ("ana.lopes@example.org", "eva.duran@example.org"),
        ("DE89370400440532013000", "DE75512108001245126199"),
    ];

    private static readonly string?[] s_models = [null, "mini", "cloud"];

    private static readonly Gen<Scene> Scenes = Gen.Select(
        Gen.Int[0, s_secrets.Length - 1],
        Gen.Select(Gen.Enum<Place>(), Gen.Int[0, 2].Select(m => s_models[m]), Gen.Bool, Gen.Int[0, 4], (place, model, call, restart) => new Step(place, model, call, restart == 0)).Array[1, 6],
        Gen.Enum<Fault>().Array[0, 6],
        (secret, steps, faults) => new Scene(secret, steps, faults));

    private enum Place
    {
        User,
        System,
        Nowhere,
    }

    /// <summary>What a run at a cloud comes to; afterwards all answer.</summary>
    private enum Fault
    {
        None,
        Fails,
        BreaksOff,
        CallsTool,
    }

    [Fact]
    public void Clouds_are_sent_equal_bytes_whatever_the_secret_is()
    {
        var (near, far) = (0, 0);
        Scenes.Sample(
            scene =>
            {
                var (a, b) = s_secrets[scene.Secret];
                var first = RunAsync(scene, a).GetAwaiter().GetResult();
                var second = RunAsync(scene, b).GetAwaiter().GetResult();
                Assert.Equal(first.Sent, second.Sent);
                Assert.Equal(first.States, second.States);
                Assert.All(first.Sent, s => Assert.DoesNotContain(a, s, StringComparison.Ordinal));
                near += first.Near.Count(s => s.Contains(a, StringComparison.Ordinal));
                far += first.Sent.Count;
            },
            iter: 40);
        Assert.True(near > 10 && far > 30, $"The gateway saw the secret {near} times, clouds were asked {far} times: too seldom to tell anything.");
    }

    [Fact]
    public async Task A_policy_that_lets_all_pass_is_noticed()
    {
        var gate = new EgressGate(
            new TextAnalyzer(), PrivacyPolicy.Parse("version: 1\nname: p\nrules: [{name: a, zones: ['*'], verdict: allow}]"), new LedgerKey(new byte[LedgerKey.Size]), TimeProvider.System);
        var scene = new Scene(0, [new(Place.User, "mini", true, false), new(Place.Nowhere, "cloud", false, true)], []);
        Assert.NotEqual((await RunAsync(scene, s_secrets[0].A, gate)).Sent, (await RunAsync(scene, s_secrets[0].B, gate)).Sent);
    }

    private static async Task<(List<string> Sent, List<TurnState> States, List<string> Near)> RunAsync(Scene scene, string secret, EgressGate? gate = null)
    {
        var faults = new Queue<Fault>(scene.Faults);
        var sent = new List<string>();
        var gateway = new ScriptedTarget("gateway", (request, _) => scene.Steps.Any(s => s.Call) ? Note(request) : Say($"near: {request.Messages[^1].Text}"));
        gateway.Target = gateway.Target with { Tier = Tier.Mini, Zone = Zone.Gateway };
        var clouds = new[] { "one", "two" }.Select(name =>
        {
            ScriptedTarget? cloud = null;
            cloud = new ScriptedTarget(name, (request, _) =>
            {
                sent.Add($"{name}\n{cloud!.Encode(request).Length}\n{Encoding.UTF8.GetString(cloud.Encode(request).Span)}");
                return Far(request, faults.TryDequeue(out var fault) ? fault : Fault.None);
            });
            cloud.Target = cloud.Target with { Zone = Zone.Cloud(name) };
            return cloud;
        }).ToArray();
        await using var host = new PlainHost([ScriptedTarget.Declining("nano"), gateway, .. clouds], gate);

        var states = new List<TurnState>();
        ConversationId? conversation = null;
        ToolCall? open = null;
        foreach (var (step, i) in scene.Steps.Select((s, i) => (s, i)))
        {
            var text = step.Place == Place.Nowhere ? "Prove that there are infinitely many primes" : $"Explain the number {secret} to me, and prove it";
            Message input = open is null ? Message.User(text) : new() { Role = Role.Tool, Text = text, ToolCallId = open.Id };
            Message[] all = step.Place == Place.System && open is null ? [new() { Role = Role.System, Text = text }, Message.User("go on")] : [input];
            var request = Ask("", string.Create(CultureInfo.InvariantCulture, $"t{i}"), conversation) with { Input = [.. all] };
            if (step.Model is { } model)
                request = request with { Preference = new() { Model = model } };
            var turn = await host.Conversations.SendAsync(request);
            if (step.Restart)
            {
                await host.RestartAsync();

                // What failed may be tried again under its id; what was answered is answered the same.
                turn = await host.Conversations.SendAsync(request with { Conversation = turn.Conversation });
            }

            conversation = turn.Conversation;
            open = turn.Output?.ToolCalls.FirstOrDefault();
            states.Add(turn.State);
        }

        return ([.. sent.Select(Unnamed)], states, [.. gateway.Sent]);
    }

    private static async IAsyncEnumerable<ModelUpdate> Far(ModelRequest request, Fault fault)
    {
        await Task.Yield();
        if (fault == Fault.Fails)
            throw new Targets.TargetException("unreachable", "the cloud is away");
        yield return new ModelText($"of {request.Messages[^1].Text}: yes");
        if (fault == Fault.BreaksOff)
            throw new Targets.TargetException("cut-off", "the cloud broke off");
        if (fault == Fault.CallsTool)
            yield return new ModelToolCall(new("c1", "look", "{\"up\":1}"));
        yield return new ModelEnded { Usage = new(1, 1) };
    }

    // A near model repeats what it was shown: in its text, and in the arguments of a call.
    private static async IAsyncEnumerable<ModelUpdate> Note(ModelRequest request)
    {
        await Task.Yield();
        if (request.Messages[^1].Role == Role.User)
            yield return new ModelToolCall(new("g1", "note", $$"""{"about":"{{request.Messages[^1].Text}}"}"""));
        else
            yield return new ModelText($"noted: {request.Messages[^1].Text}");
        yield return new ModelEnded { Usage = new(1, 1) };
    }

    private static IAsyncEnumerable<ModelUpdate> Say(string text) => ScriptedTarget.Saying("x", text).Answer(new() { Messages = [] }, default);

    /// <summary>Pseudonyms are letters of a key of the conversation: each is replaced by its place in the text.</summary>
    private static string Unnamed(string sent)
    {
        var names = new List<string>();
        return Pseudonym().Replace(sent, m =>
        {
            if (!names.Contains(m.Value))
                names.Add(m.Value);
            return $"{m.Groups[1].Value}-{names.IndexOf(m.Value)}";
        });
    }

    [GeneratedRegex("([A-Z][a-z]+)-([bcdfghjklmnprstvwxyz][aeiou]){6}", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Pseudonym();

    private sealed record Step(Place Place, string? Model, bool Call, bool Restart);

    private sealed record Scene(int Secret, Step[] Steps, Fault[] Faults);
}
