using System.Text.Json.Nodes;
using Orchestrator.Link.Identity;

namespace Orchestrator.Link.Tests.Sealing;

/// <summary>Files of keys that somebody edited.</summary>
public sealed class IdentityFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("identity-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("node", null)]
    [InlineData("node", "a b")]
    [InlineData("tenant", null)]
    [InlineData("site", "")]
    [InlineData("key", null)]
    [InlineData("role", "7")]
    [InlineData("signingKey", null)]
    [InlineData("certificate", null)]
    [InlineData("sitePublicKey", null)]
    public void A_node_identity_without_a_sound_part_is_refused_where_it_is_read(string part, string? value)
    {
        using var key = SiteKey.Create("default", "home");
        using var identity = NodeIdentity.Create("device-1", NodeRole.Device, key, TimeProvider.System);
        identity.Save(File);
        using (var sound = NodeIdentity.Load(File))
            Assert.Equal("device-1", sound.Node);

        Change(part, value);

        Assert.Throws<InvalidDataException>(() => NodeIdentity.Load(File));
    }

    [Fact]
    public void What_is_no_file_is_said_to_be_none()
    {
        Assert.Contains("is no file", Assert.Throws<InvalidDataException>(() => NodeIdentity.Load("")).Message, StringComparison.Ordinal);
        Assert.Contains("is no file", Assert.Throws<InvalidDataException>(() => NodeIdentity.Load(_directory)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_site_key_without_its_tenant_is_refused_where_it_is_read()
    {
        using var key = SiteKey.Create("default", "home");
        key.Save(File);
        Change("tenant", null);
        Assert.Throws<InvalidDataException>(() => SiteKey.Load(File));
    }

    private string File => Path.Combine(_directory, "keys");

    private void Change(string part, string? value)
    {
        var json = JsonNode.Parse(System.IO.File.ReadAllText(File))!;
        Assert.NotNull(json[part]);
        json[part] = value is not null && int.TryParse(value, out var number) ? number : value;
        // Written over, not anew: it stays its owner's alone.
        System.IO.File.WriteAllText(File, json.ToJsonString());
    }
}
