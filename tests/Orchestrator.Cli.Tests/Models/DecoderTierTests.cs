using Orchestrator.Cli.Doctor.Configuration;
using Orchestrator.Hosting.Serving;
using Orchestrator.Hosting.Targets;
using Orchestrator.Inference.Tests.Chat;

namespace Orchestrator.Cli.Tests.Models;

public sealed class DecoderTierTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("decoder-tier").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_tier_has_its_tagger_and_its_decoder()
    {
        using var local = LocalTargets.Load(new() { NanoDecoder = TinyChat.Write(_folder) }, "n", Zone.Device, [Tier.Nano]);
        Assert.Equal(["nano@n", "nano-decoder@n"], local.Connectors.Select(c => c.Target.Id));
        Assert.Equal([false, true], local.Connectors.Select(c => c.Target.Capabilities.OpenEnded));
        Assert.Equal([(false, 0), (true, 256)], local.Connectors.Select(c => (c.Target.Capabilities.JsonSchema, c.Target.Capabilities.ContextTokens)));
        Assert.Empty(local.Problems);
        Assert.Contains(ModelChecks.Run(new LocalModelOptions().Path, mini: "", decoders: [_folder]), c => c.Code == "DECODER_OK");
    }

    [Fact]
    public void A_device_has_the_nano_decoder_that_ships_a_gateway_the_mini_one_and_a_silo_none()
    {
        using var device = LocalTargets.Load(new(), "d", Zone.Device, [Tier.Nano]);
        using var gateway = LocalTargets.Load(new(), "g", Zone.Gateway, [Tier.Nano, Tier.Mini]);
        using var silo = LocalTargets.Load(new(), "s", Zone.Cluster, [Tier.Nano]);
        Assert.Equal(["nano@d nano-commands", "nano-decoder@d nano-chat"], Named(device));
        Assert.Equal(["nano@g nano-commands", "mini@g mini-answers", "mini-decoder@g mini-chat"], Named(gateway));
        Assert.Equal(["nano@s nano-commands"], Named(silo));
        Assert.Equal([(true, false, true), (true, true, true)], gateway.Connectors.Skip(1).Select(c => (!c.Target.Capabilities.OpenEnded, c.Target.Capabilities.JsonSchema, (c.SlowProbe is not null) == c.Target.Capabilities.JsonSchema)));

        static IEnumerable<string> Named(LocalTargets local) => local.Connectors.Select(c => $"{c.Target.Id} {c.Target.Model.Name}");
    }

    [Fact]
    public void A_decoder_that_cannot_be_loaded_is_told_and_its_tier_goes_on()
    {
        TinyChat.Write(_folder);
        File.Delete(Path.Combine(_folder, "tokenizer.json"));
        using var local = LocalTargets.Load(new() { NanoDecoder = _folder }, "n", Zone.Device, [Tier.Nano]);
        Assert.Equal("nano@n", Assert.Single(local.Connectors).Target.Id);
        var (tier, problem) = Assert.Single(local.Problems);
        Assert.Equal(Tier.Nano, tier);
        Assert.Contains("tokenizer.json", problem, StringComparison.Ordinal);
        Assert.Contains(ModelChecks.Run(new LocalModelOptions().Path, mini: "", decoders: [_folder]), c => c.Code == "DECODER_DAMAGED" && c.Found.Contains("tokenizer.json", StringComparison.Ordinal));
    }
}
