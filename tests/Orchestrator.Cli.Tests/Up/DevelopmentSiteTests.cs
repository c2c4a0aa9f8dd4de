using Microsoft.Extensions.Time.Testing;
using Orchestrator.Cli.Up;
using Orchestrator.Link.Identity;

namespace Orchestrator.Cli.Tests.Up;

public sealed class DevelopmentSiteTests
{
    [Fact]
    public void Certificates_are_renewed_before_they_end_and_the_nodes_stay_who_they_are()
    {
        using var directory = new TemporaryDirectory();
        var (data, time) = (new DataDirectory(directory["data"]), new FakeTimeProvider(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)));
        data.Make();
        var first = DevelopmentSite.LoadOrCreate(data, time);
        var year = time.GetUtcNow().AddDays(365);
        Assert.Equal((year, year), Ends());

        time.Advance(TimeSpan.FromDays(300));
        DevelopmentSite.LoadOrCreate(data, time);
        Assert.Equal((year, year), Ends());

        time.Advance(TimeSpan.FromDays(40));
        var later = DevelopmentSite.LoadOrCreate(data, time);
        Assert.Equal((year.AddDays(340), year.AddDays(340)), Ends());
        Assert.Equal(first.Nodes.AsEnumerable(), later.Nodes.AsEnumerable());

        (DateTimeOffset Gateway, DateTimeOffset Device) Ends()
        {
            using var gateway = NodeIdentity.Load(data.IdentityOf(ProcessConfigs.Gateway));
            using var device = NodeIdentity.Load(data.IdentityOf(ProcessConfigs.Device));
            return (gateway.CertifiedUntil, device.CertifiedUntil);
        }
    }

    [Fact]
    public void Identities_of_another_site_key_are_left_as_they_are()
    {
        using var directory = new TemporaryDirectory();
        var (data, time) = (new DataDirectory(directory["data"]), new FakeTimeProvider());
        data.Make();
        DevelopmentSite.LoadOrCreate(data, time);
        File.Delete(data.SiteKeyFile);
        time.Advance(TimeSpan.FromDays(360));
        var before = File.ReadAllText(data.IdentityOf(ProcessConfigs.Device));
        DevelopmentSite.LoadOrCreate(data, time);
        Assert.Equal(before, File.ReadAllText(data.IdentityOf(ProcessConfigs.Device)));
    }
}
