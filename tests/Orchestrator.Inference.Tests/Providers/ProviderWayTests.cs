using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Providers;

namespace Orchestrator.Inference.Tests.Providers;

/// <summary>Ways that lead to no provider: a name that is nobody's, a certificate that nobody vouches for, a door that does not open.</summary>
public sealed class ProviderWayTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public ProviderWayTests() => _listener.Start();

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task A_name_that_nobody_has_is_unreachable() =>
        Assert.Equal("unreachable", (await FailAsync("http://provider.invalid/v1")).Code);

    [Fact]
    public async Task A_server_without_tls_is_unreachable_by_it()
    {
        await using var provider = await FakeProvider.StartAsync();

        var e = await FailAsync(provider.BaseUrl.Replace("http:", "https:", StringComparison.Ordinal));

        Assert.Equal(("unreachable", "acme cannot be reached (SecureConnectionError)"), (e.Code, e.Message));
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_not_taken_and_no_text_is_sent()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(80));
        var serving = ServeAsync(certificate);

        var e = await FailAsync($"https://{_listener.LocalEndpoint}/v1");

        Assert.Equal(("unreachable", "acme cannot be reached (SecureConnectionError)"), (e.Code, e.Message));
        Assert.Equal(0, await serving);
    }

    [Fact]
    public async Task A_server_that_takes_the_connection_and_never_says_hello_does_not_accept_it()
    {
        var e = await FailAsync($"https://{_listener.LocalEndpoint}/v1", TimeSpan.FromMilliseconds(200));

        Assert.Equal(("unreachable", "acme does not accept connections"), (e.Code, e.Message));
    }

    private static async Task<TargetException> FailAsync(string url, TimeSpan? connect = null)
    {
        var options = new ProviderOptions { Name = "acme", BaseUrl = url, Model = "large-1", ConnectTimeout = connect ?? TimeSpan.FromSeconds(30) };
        using var connector = new ProviderConnector(options, TimeProvider.System, NullLogger<ProviderConnector>.Instance);
        return await Assert.ThrowsAsync<TargetException>(() => connector.AskAsync("hello").AllAsync().WaitAsync(Eventually.Patience));
    }

    /// <summary>How many bytes of a request came.</summary>
    private async Task<int> ServeAsync(X509Certificate2 certificate)
    {
        using var client = await _listener.AcceptTcpClientAsync();
        await using var tls = new SslStream(client.GetStream());
        try
        {
            await tls.AuthenticateAsServerAsync(certificate);
            return await tls.ReadAsync(new byte[1]);
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            return 0;
        }
    }
}
