using System.Net;
using System.Net.Http.Json;
using System.Text;
using Orchestrator.Integration.Tests.Running;
using Orchestrator.Link.Identity;
using Orchestrator.Storage.Ledgers;

namespace Orchestrator.Integration.Tests;

/// <summary>A picture's way through the real processes, where policy lets it go; where it does not, the canaries show that it stays.</summary>
public sealed class PictureTests
{
    [Fact]
    public async Task A_picture_reaches_a_provider_that_takes_it_as_it_was_and_a_recording_none()
    {
        string[] open = ["--Orchestrator:PolicyFile=open"];
        await using var system = await TestSystem.StartAsync(silo: [.. open, "--Orchestrator:Providers:0:Takes=Image, File"], device: open);
        var bytes = Convert.ToBase64String(Encoding.UTF8.GetBytes("no picture, but who looks into it?"));

        var picture = await AskAsync(system, new { type = "image_url", image_url = new { url = $"data:image/png;base64,{bytes}" } });
        var recording = await AskAsync(system, new { type = "input_audio", input_audio = new { data = bytes, format = "wav" } });

        Assert.Equal((HttpStatusCode.OK, "cloud"), (picture.Status, picture.Tier));
        Assert.Contains($"data:image/png;base64,{bytes}", await system.ProviderCaptureAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, recording.Status);
        Assert.Contains("not known to take recordings", recording.ErrorMessage, StringComparison.Ordinal);
        var directory = Path.Combine(system.Directory, "device-1", "ledger");
        Assert.Empty(LedgerAudit.Verify(directory, Ed25519LedgerSigner.Check).Problems);
        Assert.Contains("UNKNOWN_IMAGE", await File.ReadAllTextAsync(Path.Combine(directory, LedgerFile.FileName)), StringComparison.Ordinal);
    }

    private static async Task<Answer> AskAsync(TestSystem system, object part)
    {
        using var http = new HttpClient();
        using var response = await http.PostAsJsonAsync($"{TestSystem.Url(system.DeviceHttp)}/v1/chat/completions", new
        {
            model = "auto",
            messages = new[] { new { role = "user", content = new[] { new { type = "text", text = "What is this?" }, part } } },
        });
        return await Answer.ReadAsync(response);
    }
}
