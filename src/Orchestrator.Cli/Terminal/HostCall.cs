using System.Net.Http.Headers;
using System.Text.Json;

namespace Orchestrator.Cli.Terminal;

/// <summary>Calls of a running host over HTTP. What it refuses is told in its own words.</summary>
internal static class HostCall
{
    /// <param name="method">The method.</param>
    /// <param name="address">The host's address.</param>
    /// <param name="path">The path with its query.</param>
    /// <param name="secret">The API key; null for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="content">The body; null for none.</param>
    /// <exception cref="FormatException">There is no such host, or it refused.</exception>
    public static async Task<string> SendAsync(HttpMethod method, string address, string path, string? secret, CancellationToken cancellationToken, HttpContent? content = null)
    {
        if (!Uri.TryCreate(address.TrimEnd('/') + path, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new FormatException($"'{address}' is no address such as http://127.0.0.1:8080.");
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, url) { Content = content };
        if (secret is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode ? body : throw new FormatException($"{url.Authority} refused ({(int)response.StatusCode}): {Message(body)}");
        }
        catch (HttpRequestException e)
        {
            throw new FormatException($"{url.Authority} does not answer: {e.Message}", e);
        }
    }

    // OpenAI's form of an error, or google.rpc.Status.
    private static string Message(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var error = document.RootElement.TryGetProperty("error", out var inner) ? inner : document.RootElement;
            return error.GetProperty("message").GetString() ?? body;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "it is no host of conversations";
        }
    }
}
