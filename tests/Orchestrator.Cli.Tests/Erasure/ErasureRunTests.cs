using System.Text.Json;
using Orchestrator.Cli.Erasure;
using Orchestrator.Cli.Terminal;
using Orchestrator.Sdk;

namespace Orchestrator.Cli.Tests.Erasure;

public sealed class ErasureRunTests
{
    private static readonly EraseRequest s_conversation = EraseRequest.OfConversation(new(7)) with { ErasureId = "e-1" };
    private static readonly EraseRequest s_owner = EraseRequest.OfOwner("developer") with { ErasureId = "e-2" };

    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    [Fact]
    public async Task A_conversation_is_erased_at_the_first_host_that_knows_it()
    {
        var (device, gateway, silo) = (ScriptedClient.Refusing(ErrorReason.NotFound), ScriptedClient.Erasing(1), ScriptedClient.Erasing(1));

        Assert.Equal(0, await EraseAsync(s_conversation, json: false, device, gateway, silo));

        Assert.Equal((1, 1, 0), (device.Asked.Count, gateway.Asked.Count, silo.Asked.Count));
        Assert.Contains("1 conversation erased at host-2", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal("", _errors.ToString());
    }

    [Fact]
    public async Task A_conversation_that_no_host_knows_is_told_once()
    {
        Assert.Equal(1, await EraseAsync(s_conversation, json: false, ScriptedClient.Refusing(ErrorReason.NotFound), ScriptedClient.Refusing(ErrorReason.NotFound)));

        Assert.Single(_errors.ToString().Split("Refused as scripted"), static part => part.StartsWith(": NotFound", StringComparison.Ordinal));
        Assert.Equal("", _output.ToString());
    }

    [Fact]
    public async Task A_conversation_that_a_host_out_of_reach_may_know_is_not_called_unknown()
    {
        Assert.Equal(1, await EraseAsync(s_conversation, json: false, ScriptedClient.Refusing(ErrorReason.NotFound), ScriptedClient.Refusing(ErrorReason.NoTargetAvailable)));

        Assert.Contains("host-2: ", _errors.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("NotFound", _errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("--id e-1", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_owner_is_erased_at_every_host_under_one_id_even_when_one_fails()
    {
        var (device, gateway, silo) = (ScriptedClient.Erasing(2), ScriptedClient.Refusing(ErrorReason.NoTargetAvailable), ScriptedClient.Erasing(0));

        Assert.Equal(1, await EraseAsync(s_owner, json: true, device, gateway, silo));

        Assert.All([device, gateway, silo], c => Assert.Equal("e-2", Assert.Single(c.Asked).ErasureId));
        var lines = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(["host-1", "host-2", "host-3"], lines.Select(static l => l.GetProperty("host").GetString()));
        Assert.Equal((2, 8, 2), (lines[0].GetProperty("conversations").GetInt32(), lines[0].GetProperty("events").GetInt32(), lines[0].GetProperty("keys_destroyed").GetInt32()));
        Assert.Equal("NoTargetAvailable", lines[1].GetProperty("error").GetProperty("reason").GetString());
        Assert.Equal(JsonValueKind.Null, lines[2].GetProperty("covered_at").ValueKind);
        Assert.Equal("", _errors.ToString());
    }

    [Fact]
    public async Task A_receipt_for_people_says_what_is_gone_and_what_remains()
    {
        await EraseAsync(s_owner, json: false, ScriptedClient.Erasing(2));

        var text = _output.ToString();
        foreach (var part in new[] { "2 conversations erased", "8 events, 2 keys", "generation 3 → 4", "0011223344556677", "not yet", "until the top key is rotated", "owner developer, tenant default" })
            Assert.Contains(part, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receipt_is_found_again_wherever_it_is()
    {
        var (without, with) = (ScriptedClient.Erasing(0), ScriptedClient.Erasing(0));
        with.Receipts["e-2"] = ScriptedClient.Receipt(s_owner, 3);

        Assert.Equal(0, await Run(json: false, without, with).FindAsync("e-2", default));
        Assert.Equal(1, await Run(json: false, without, with).FindAsync("e-9", default));

        Assert.Contains("3 conversations erased at host-2", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("No host has the receipt", _errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("y", true)]
    [InlineData(" YES ", true)]
    [InlineData("n", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_person_is_asked_and_only_yes_is_yes(string? answer, bool goesOn)
    {
        using var answers = new StringReader(answer is null ? "" : answer + "\n");

        Assert.Equal(goesOn, new Confirmation(answers, Screen(), person: true).Ask("This erases everything.", needsWord: true));
        Assert.Contains("This erases everything. It cannot be undone.", _errors.ToString(), StringComparison.Ordinal);
        Assert.Equal("", _output.ToString());
    }

    [Fact]
    public void With_nobody_to_ask_much_has_to_be_confirmed_beforehand()
    {
        var nobody = new Confirmation(TextReader.Null, Screen(), person: false);

        Assert.True(nobody.Ask("One conversation.", needsWord: false));
        Assert.Contains("--yes", Assert.Throws<FormatException>(() => nobody.Ask("Everything.", needsWord: true)).Message, StringComparison.Ordinal);
    }

    private Task<int> EraseAsync(EraseRequest request, bool json, params ScriptedClient[] clients) => Run(json, clients).EraseAsync(request, default);

    private ErasureRun Run(bool json, params ScriptedClient[] clients) =>
        new([.. clients.Select(static (client, i) => new ErasureHost($"host-{i + 1}", client))], Screen(), json);

    private Screen Screen() => new(_output, _errors, redirected: true);
}
