using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Orchestrator.Cli.Tests.ApiKeys;

/// <summary>The commands on a real file.</summary>
public sealed class ApiKeysCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Keys => _directory["keys.json"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_key_is_shown_once_and_kept_as_its_hash()
    {
        var (code, secret, _) = await Command.RunAsync(null, "api-keys", "create", "app", "--owner", "app", "--requests-per-minute", "60", "--file", Keys);
        var (_, listed, _) = await Command.RunAsync(null, "api-keys", "list", "--file", Keys);

        Assert.Equal(0, code);
        Assert.StartsWith("ork-", secret, StringComparison.Ordinal);
        var kept = await File.ReadAllTextAsync(Keys);
        Assert.DoesNotContain(secret.Trim(), kept + listed, StringComparison.Ordinal);
        Assert.Contains(Hash(secret), kept, StringComparison.Ordinal);
        Assert.Equal("app", JsonSerializer.Deserialize<JsonElement>(listed).GetProperty("id").GetString());
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Keys));
    }

    [Theory]
    [InlineData("create", "app", "--owner", "app", "--file", "/nowhere/keys.json")]
    [InlineData("create", "app", "--owner", "app", "--file", ".")]
    [InlineData("rotate", "app", "--keep", "10675199.00:00:00", "--file", "keys.json")]
    [InlineData("rotate", "app", "--keep", "-01:00:00", "--file", "keys.json")]
    public async Task What_cannot_be_done_is_said_in_a_line(params string[] arguments)
    {
        var (code, _, errors) = await Command.RunAsync(null, ["api-keys", .. arguments]);
        Assert.Equal(2, code);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_key_that_would_have_ended_already_is_not_made()
    {
        var (code, secret, errors) = await Command.RunAsync(null, "api-keys", "create", "app", "--owner", "app", "--expires", "2020-02-03T04:05:06Z", "--file", Keys);

        Assert.Equal((2, "", false), (code, secret, File.Exists(Keys)));
        Assert.Contains("--expires: expected a time after now, ", errors, StringComparison.Ordinal);
        Assert.Contains("found 2020-02-03T04:05:06", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rotation_replaces_the_secret_and_keeps_the_one_before_as_long_as_asked()
    {
        var (_, first, _) = await Command.RunAsync(null, "api-keys", "create", "app", "--owner", "app", "--file", Keys);
        var (_, second, _) = await Command.RunAsync(null, "api-keys", "rotate", "app", "--keep", "01:00:00", "--file", Keys);
        var both = await File.ReadAllTextAsync(Keys);
        var (_, third, _) = await Command.RunAsync(null, "api-keys", "rotate", "app", "--file", Keys);
        var last = await File.ReadAllTextAsync(Keys);

        Assert.Contains(Hash(first), both, StringComparison.Ordinal);
        Assert.Contains(Hash(second), both, StringComparison.Ordinal);
        Assert.Contains("expires_at", both, StringComparison.Ordinal);
        Assert.DoesNotContain(Hash(second), last, StringComparison.Ordinal);
        Assert.Contains(Hash(third), last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_tells_what_a_key_may_and_which_of_its_secrets_ends_when()
    {
        await Command.RunAsync(null, "api-keys", "create", "app", "--owner", "app", "--scopes", "turns", "--tokens-per-minute", "900", "--file", Keys);
        await Command.RunAsync(null, "api-keys", "rotate", "app", "--keep", "01:00:00", "--file", Keys);
        var (_, listed, _) = await Command.RunAsync(null, "api-keys", "list", "--file", Keys);

        var keys = listed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => JsonSerializer.Deserialize<JsonElement>(l)).ToArray();
        Assert.All(keys, static k => Assert.Equal(("turns", 900, JsonValueKind.Null), (k.GetProperty("scopes").GetString(), k.GetProperty("tokens_per_minute").GetInt32(), k.GetProperty("requests_per_minute").ValueKind)));
        Assert.Single(keys, static k => k.GetProperty("expires_at").ValueKind == JsonValueKind.Null);
        Assert.Single(keys, static k => k.GetProperty("expires_at").ValueKind == JsonValueKind.String);
    }

    [Fact]
    public async Task A_revoked_key_is_gone_and_an_unknown_one_is_said_to_be()
    {
        await Command.RunAsync(null, "api-keys", "create", "app", "--owner", "app", "--file", Keys);
        await Command.RunAsync(null, "api-keys", "revoke", "app", "--file", Keys);
        var (_, listed, _) = await Command.RunAsync(null, "api-keys", "list", "--file", Keys);
        var (code, _, errors) = await Command.RunAsync(null, "api-keys", "revoke", "app", "--file", Keys);

        Assert.Empty(listed);
        Assert.NotEqual(0, code);
        Assert.Contains("There is no key 'app'", errors, StringComparison.Ordinal);
    }

    private static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret.Trim())));
}
