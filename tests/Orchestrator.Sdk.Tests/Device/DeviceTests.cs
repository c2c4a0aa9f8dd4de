using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orchestrator.Conversations;
using Orchestrator.Sdk.Chat;

namespace Orchestrator.Sdk.Tests.Device;

/// <summary>An app with the device's tier in its own process, on its own.</summary>
public sealed class DeviceTests : IDisposable
{
    private const string Command = "turn off the lights in the kitchen";
    private readonly string _directory = Directory.CreateTempSubdirectory("orchestrator-device-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_command_is_answered_here_with_a_call_of_the_apps_tool_and_the_reasons_beside_it()
    {
        await using var app = Start();
        var called = "";
        var off = AIFunctionFactory.Create((string house_place) => called = house_place, "iot_hue_lightoff", "Turns the lights of a room off");

        var answer = await app.GetRequiredService<IChatClient>().GetResponseAsync(Command, new() { Tools = [off] });
        var call = Assert.Single(answer.Messages.SelectMany(static m => m.Contents).OfType<FunctionCallContent>());
        await off.InvokeAsync(new(call.Arguments));

        Assert.Equal(("iot_hue_lightoff", "kitchen"), (call.Name, called));
        Assert.Equal(("nano", "device", "device"), ((string)answer.AdditionalProperties![DecisionKeys.Tier]!, (string)answer.AdditionalProperties[DecisionKeys.Zone]!, (string)answer.AdditionalProperties[DecisionKeys.Node]!));
        Assert.NotEmpty((IEnumerable<string>)answer.AdditionalProperties[DecisionKeys.Reasons]!);
    }

    [Fact]
    public async Task A_turn_outlives_the_app_and_is_answered_once_under_its_id()
    {
        var request = new TurnRequest { TurnId = "t1", Input = [Message.User(Command)] };
        TurnView first;
        await using (var app = Start())
            first = await EndAsync(app, request);

        await using var again = Start();
        var second = await EndAsync(again, request);

        Assert.Equal((first.Conversation, first.Output!.Text, first.AcceptedAt), (second.Conversation, second.Output!.Text, second.AcceptedAt));
        Assert.Equal(1, Assert.Single((await again.GetRequiredService<IOrchestratorClient>().ListConversationsAsync()).Items).Turns);
    }

    [Fact]
    public async Task What_only_a_stronger_model_answers_is_refused_and_may_be_sent_again_once_the_device_is_linked()
    {
        await using var app = Start();

        var refused = await Assert.ThrowsAsync<OrchestratorException>(() => app.GetRequiredService<IChatClient>().GetResponseAsync("Prove that there are infinitely many primes"));

        Assert.Equal((ErrorReason.NoTargetAvailable, true), (refused.Error.Reason, refused.Error.Retryable));
    }

    [Fact]
    public async Task What_was_said_lies_encrypted_and_an_erasure_forgets_it()
    {
        const string Secret = "the aubergine festival of Walldorf";
        await using var app = Start();
        var client = app.GetRequiredService<IOrchestratorClient>();
        var turn = await EndAsync(app, new() { Input = [Message.User($"{Command} for {Secret}")] });
        var receipt = await client.EraseAsync(EraseRequest.OfConversation(turn.Conversation));

        Assert.Equal(1, receipt.Conversations);
        Assert.Equal(receipt.CompletedAt, (await client.FindErasureAsync(receipt.ErasureId))!.CompletedAt);
        var erased = await Assert.ThrowsAsync<OrchestratorException>(() => client.GetConversationAsync(turn.Conversation));
        Assert.Equal(ErrorReason.ConversationErased, erased.Error.Reason);
        Assert.All(
            Directory.EnumerateFiles(_directory, "*", SearchOption.AllDirectories).Where(static f => Path.GetFileName(f) != "owner.lock"),
            static file => Assert.DoesNotContain(Secret, Encoding.Latin1.GetString(Read(file)), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Others_conversations_are_not_its_to_erase()
    {
        await using var app = Start();
        var client = app.GetRequiredService<IOrchestratorClient>();

        foreach (var request in new[] { EraseRequest.OfOwner("somebody"), EraseRequest.OfTenant("acme") })
            Assert.Equal(ErrorReason.NotFound, (await Assert.ThrowsAsync<OrchestratorException>(() => client.EraseAsync(request))).Error.Reason);
        Assert.Equal(0, (await client.EraseAsync(EraseRequest.OfOwner("owner"))).Conversations);
    }

    [Fact]
    public async Task A_second_app_on_the_same_directory_is_refused_and_told_whose_it_is()
    {
        await using var app = Start();
        await using var running = await app.StartOrchestratorDeviceAsync();
        await using var second = Start();

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => second.StartOrchestratorDeviceAsync());

        Assert.Contains($"{Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_that_make_no_sense_are_named_at_the_start()
    {
        await using var nowhere = new ServiceCollection().AddOrchestratorDevice(static _ => { }).BuildServiceProvider();
        await using var half = new ServiceCollection().AddOrchestratorDevice(o => (o.DataDirectory, o.ClusterAddress) = (_directory, "http://127.0.0.1:1")).BuildServiceProvider();

        Assert.Contains("DataDirectory", (await Assert.ThrowsAsync<OptionsValidationException>(() => nowhere.StartOrchestratorDeviceAsync())).Message, StringComparison.Ordinal);
        Assert.Contains("IdentityFile", (await Assert.ThrowsAsync<OptionsValidationException>(() => half.StartOrchestratorDeviceAsync())).Message, StringComparison.Ordinal);
    }

    private ServiceProvider Start() => new ServiceCollection().AddOrchestratorDevice(o => o.DataDirectory = _directory).BuildServiceProvider();

    private static async Task<TurnView> EndAsync(ServiceProvider app, TurnRequest request)
    {
        TurnView? ended = null;
        await foreach (var update in app.GetRequiredService<IOrchestratorClient>().SendTurnAsync(request))
            ended = (update as TurnEnded)?.Turn ?? ended;
        Assert.Equal(TurnState.Completed, ended!.State);
        return ended;
    }

    private static byte[] Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
