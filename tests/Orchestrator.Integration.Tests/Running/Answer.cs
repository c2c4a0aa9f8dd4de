using System.Net;
using System.Text.Json;

namespace Orchestrator.Integration.Tests.Running;

/// <summary>An answer of the OpenAI face.</summary>
internal sealed record Answer(HttpStatusCode Status, string Body, IReadOnlyDictionary<string, string> Route)
{
    public string Tier => Route.GetValueOrDefault("tier", "");

    public string Zone => Route.GetValueOrDefault("zone", "");

    public string Text
    {
        get
        {
            using var json = JsonDocument.Parse(Body);
            return json.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString() ?? "";
        }
    }

    public string ErrorMessage
    {
        get
        {
            using var json = JsonDocument.Parse(Body);
            return json.RootElement.GetProperty("error").GetProperty("message").GetString() ?? "";
        }
    }

    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        const string prefix = "x-orchestrator-";
        var route = response.Headers.Where(h => h.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(h => h.Key[prefix.Length..].ToLowerInvariant(), h => string.Join(',', h.Value));
        return new(response.StatusCode, await response.Content.ReadAsStringAsync(), route);
    }
}
