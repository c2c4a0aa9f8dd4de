using System.Net;
using System.Text.Json;
using Microsoft.OpenApi;

namespace Orchestrator.Api.Tests;

/// <summary>The description of what is served over HTTP.</summary>
public sealed class OpenApiTests : ApiTest
{
    /// <summary>Set to anything, a run writes the checked-in document anew instead of comparing it.</summary>
    private const string Update = "ORCHESTRATOR_UPDATE_OPENAPI";

    [Fact]
    public async Task The_checked_in_document_is_the_one_that_is_served()
    {
        var served = await Server.Http.GetStringAsync("/openapi/v1.json");
        var path = Path.Combine(Repository(), "docs", "openapi.json");
        if (Environment.GetEnvironmentVariable(Update) is not null)
            await File.WriteAllTextAsync(path, served);

        Assert.True(served == await File.ReadAllTextAsync(path), $"docs/openapi.json is not what is served. Run this test with {Update}=1, and look at what changed.");
    }

    [Fact]
    public async Task The_document_is_valid()
    {
        var read = OpenApiDocument.Parse(await Server.Http.GetStringAsync("/openapi/v1.json"), "json");

        Assert.Empty(read.Diagnostic!.Errors.Select(static e => e.ToString()));
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
    }

    [Fact]
    public async Task Every_path_that_is_served_is_described_and_no_other()
    {
        using var document = await DocumentAsync();

        var described = document.RootElement.GetProperty("paths").EnumerateObject().Select(static p => p.Name);
        var served = Server.Paths
            .Select(static p => p.Replace("{**id}", "{id}", StringComparison.Ordinal))
            .Where(static p => !p.Contains("**", StringComparison.Ordinal) && (p.StartsWith("/v1/", StringComparison.Ordinal) || p.StartsWith("/orchestrator/", StringComparison.Ordinal)));

        Assert.Equal(served.Distinct().Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_methods_of_each_path_are_those_that_it_allows()
    {
        using var document = await DocumentAsync();
        foreach (var path in document.RootElement.GetProperty("paths").EnumerateObject().Where(static p => p.Name.StartsWith("/v1/", StringComparison.Ordinal)))
        {
            using var refused = await Server.SendAsync(HttpMethod.Patch, path.Name.Replace("{id}", "x", StringComparison.Ordinal));
            var described = path.Value.EnumerateObject().Select(static m => m.Name.ToUpperInvariant()).Where(static m => m != "PARAMETERS");

            // That items cannot be put into a conversation is said by the call itself.
            var allowed = refused.Content.Headers.Allow.Where(m => !(path.Name.EndsWith("/items", StringComparison.Ordinal) && m == "POST"));
            Assert.Equal(HttpStatusCode.MethodNotAllowed, refused.StatusCode);
            Assert.Equal(allowed.Order(), described.Order());
        }
    }

    private async Task<JsonDocument> DocumentAsync() => JsonDocument.Parse(await Server.Http.GetStringAsync("/openapi/v1.json"));

    private static string Repository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "Orchestrator.sln")))
            directory = directory.Parent;
        return directory.FullName;
    }
}
