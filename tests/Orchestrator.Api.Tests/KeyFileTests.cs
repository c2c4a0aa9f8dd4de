using System.Net;
using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using Orchestrator.Api.Access;
using V1 = Orchestrator.Protocol.V1;

namespace Orchestrator.Api.Tests;

/// <summary>Keys that come and go while a host runs, and what they may do.</summary>
public sealed class KeyFileTests : IDisposable
{
    private const string Ask = """{"messages":[{"role":"user","content":"hi"}]}""";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task A_key_of_the_file_is_admitted_and_one_that_was_revoked_is_refused_without_a_restart()
    {
        Write(Key("one"), Key("two"));
        await using var server = await ApiServer.StartAsync(anonymous: false, o => o.KeyFile = _path);
        var before = await StatusAsync(server, "one");
        Write(Key("two"), Key("three"));
        await UntilAsync(async () => await StatusAsync(server, "three") == HttpStatusCode.OK);

        Assert.Equal(HttpStatusCode.OK, before);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await StatusAsync(server, "one"), await StatusAsync(server, "two")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, ApiServer.Key));
    }

    [Fact]
    public async Task A_file_that_is_damaged_later_leaves_the_keys_and_one_that_is_gone_takes_them()
    {
        Write(Key("one"));
        await using var server = await ApiServer.StartAsync(anonymous: false, o => o.KeyFile = _path);
        await File.WriteAllTextAsync(_path, "{");
        var damaged = await StatusAsync(server, "one");
        File.Delete(_path);
        await UntilAsync(async () => await StatusAsync(server, "one") == HttpStatusCode.Unauthorized);

        Assert.Equal(HttpStatusCode.OK, damaged);
    }

    [Fact]
    public async Task A_host_does_not_start_with_a_file_that_it_cannot_read()
    {
        await File.WriteAllTextAsync(_path, """{"keys":[{"id":"one","sha256":"the key itself"}]}""");

        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => ApiServer.StartAsync(configure: o => o.KeyFile = _path));

        Assert.Contains("not the key", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"keys":null}""")]
    [InlineData("""{"keys":[null]}""")]
    [InlineData("""{"keys":[{"id":"one","sha256":null}]}""")]
    public async Task What_is_null_in_a_file_is_damage_like_any_other(string json)
    {
        await File.WriteAllTextAsync(_path, json);

        Assert.Contains(_path, Assert.Throws<InvalidDataException>(() => KeyFile.Read(_path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_key_is_refused()
    {
        var key = Key("one");
        key.ExpiresAt = DateTimeOffset.UnixEpoch;
        Write(key);
        await using var server = await ApiServer.StartAsync(anonymous: false, o => o.KeyFile = _path);

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "one"));
    }

    [Fact]
    public async Task A_key_begins_only_so_many_turns_a_minute_on_both_faces_and_says_how_many_are_left()
    {
        var key = Key("one");
        key.RequestsPerMinute = 1;
        Write(key);
        await using var server = await ApiServer.StartAsync(anonymous: false, o => o.KeyFile = _path);

        using var first = await server.AskAsync(Ask, ("Authorization", "Bearer one"));
        using var second = await server.AskAsync(Ask, ("Authorization", "Bearer one"));

        Assert.Equal((HttpStatusCode.OK, "0"), (first.StatusCode, first.Headers.GetValues("x-ratelimit-remaining-requests").Single()));
        Assert.Equal(((HttpStatusCode)429, "true"), (second.StatusCode, second.Headers.GetValues("x-should-retry").Single()));
        Assert.InRange(second.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Single(server.Conversations.Asked);
    }

    [Fact]
    public async Task A_key_takes_only_so_many_tokens_a_minute_and_what_a_turn_did_not_use_is_given_back()
    {
        var key = Key("one");
        key.TokensPerMinute = 100;
        Write(key);
        await using var server = await ApiServer.StartAsync(anonymous: false, o => o.KeyFile = _path);
        const string Long = """{"messages":[{"role":"user","content":"hi"}],"max_tokens":80}""";

        using var first = await server.AskAsync(Long, ("Authorization", "Bearer one"));
        using var second = await server.AskAsync(Long, ("Authorization", "Bearer one"));
        using var third = await server.AskAsync("""{"messages":[{"role":"user","content":"hi"}],"max_tokens":101}""", ("Authorization", "Bearer one"));

        // The scripted turn used 7 of the 80 that were taken.
        Assert.Equal((HttpStatusCode.OK, "100", "20"), (first.StatusCode, Header(first, "limit"), Header(first, "remaining")));
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.InRange(int.Parse(Header(second, "remaining"), System.Globalization.CultureInfo.InvariantCulture), 13, 20);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, false), (third.StatusCode, third.Headers.Contains("retry-after")));
        Assert.Equal(2, server.Conversations.Asked.Count);

        static string Header(HttpResponseMessage response, string what) => response.Headers.GetValues($"x-ratelimit-{what}-tokens").Single();
    }

    [Fact]
    public async Task A_key_whose_tokens_are_used_up_is_told_when_to_come_back()
    {
        var key = Key("one");
        key.TokensPerMinute = 10;
        Write(key);
        await using var server = await ApiServer.StartAsync(anonymous: false, o => o.KeyFile = _path);

        using var first = await server.AskAsync(Ask, ("Authorization", "Bearer one"));
        using var second = await server.AskAsync(Ask, ("Authorization", "Bearer one"));

        Assert.Equal((HttpStatusCode.OK, (HttpStatusCode)429, "true"), (first.StatusCode, second.StatusCode, second.Headers.GetValues("x-should-retry").Single()));
        Assert.InRange(second.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
    }

    [Fact]
    public async Task Texts_to_embed_take_of_a_keys_tokens_and_those_that_are_refused_take_none()
    {
        var key = Key("one");
        key.TokensPerMinute = 25;
        Write(key);
        await using var server = await ApiServer.StartAsync(anonymous: false, o => o.KeyFile = _path);

        using var refused = await EmbedAsync("\"no\"");
        using var first = await EmbedAsync("[\"hi\",[1,2]]");
        using var second = await EmbedAsync($"\"{new string('x', 4 * 24)}\"");
        using var third = await EmbedAsync($"\"{new string('x', 4 * 26)}\"");

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK, "22"), (refused.StatusCode, first.StatusCode, first.Headers.GetValues("x-ratelimit-remaining-tokens").Single()));

        // The two took twenty, seventeen more than was thought.
        Assert.Equal(((HttpStatusCode)429, HttpStatusCode.RequestEntityTooLarge), (second.StatusCode, third.StatusCode));

        Task<HttpResponseMessage> EmbedAsync(string input) =>
            server.SendAsync(HttpMethod.Post, "/v1/embeddings", $$"""{"model":"auto","input":{{input}}}""", ("Authorization", "Bearer one"));
    }

    [Fact]
    public async Task What_runs_in_the_background_takes_of_a_keys_tokens_too_and_a_limit_below_nothing_gives_none_back()
    {
        var key = Key("one");
        key.TokensPerMinute = 100;
        Write(key);
        await using var server = await ApiServer.StartAsync(anonymous: false, o => o.KeyFile = _path);
        const string Long = """{"input":"hi","background":true,"max_output_tokens":80}""";
        using var first = await server.SendAsync(HttpMethod.Post, "/v1/responses", Long, ("Authorization", "Bearer one"));
        using var second = await server.SendAsync(HttpMethod.Post, "/v1/responses", Long, ("Authorization", "Bearer one"));

        await new V1.ConversationService.ConversationServiceClient(server.Channel).StartTurnAsync(
            new() { Input = { new V1.Message { Role = V1.Role.User, Text = "hi" } }, Options = new() { MaxOutputTokens = -1_000_000 } }, new Metadata { { "authorization", "Bearer one" } });
        using var third = await server.SendAsync(HttpMethod.Post, "/v1/responses", Long, ("Authorization", "Bearer one"));

        Assert.Equal((HttpStatusCode.OK, (HttpStatusCode)429, (HttpStatusCode)429), (first.StatusCode, second.StatusCode, third.StatusCode));
    }

    [Theory]
    [InlineData("read", HttpStatusCode.Forbidden)]
    [InlineData("usage, erase", HttpStatusCode.Forbidden)]
    [InlineData("turns", HttpStatusCode.OK)]
    public async Task A_key_does_only_what_its_scopes_name_on_both_faces(string scopes, HttpStatusCode turn)
    {
        var key = Key("one");
        key.Scopes = scopes;
        Write(key);
        await using var server = await ApiServer.StartAsync(anonymous: false, o => o.KeyFile = _path);

        Assert.Equal(turn, await StatusAsync(server, "one"));
        var client = new V1.ConversationService.ConversationServiceClient(server.Channel);
        var asking = client.StartTurnAsync(
            new() { Input = { new V1.Message { Role = V1.Role.User, Text = "hi" } } }, new Metadata { { "authorization", "Bearer one" } });
        if (turn == HttpStatusCode.OK)
            await asking;
        else
            Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(async () => await asking)).StatusCode);
    }

    private static ApiKeyOptions Key(string secret) => new()
    {
        Id = secret,
        Sha256 = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(secret))),
        Tenant = "t",
        Owner = "o",
        Site = "s",
    };

    private static async Task<HttpStatusCode> StatusAsync(ApiServer server, string key)
    {
        using var response = await server.AskAsync(Ask, ("Authorization", $"Bearer {key}"));
        return response.StatusCode;
    }

    private static async Task UntilAsync(Func<Task<bool>> there)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (!await there())
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
    }

    private void Write(params ApiKeyOptions[] keys)
    {
        File.WriteAllText(_path + ".new", new KeyFile { Keys = [.. keys] }.ToJson());
        File.Move(_path + ".new", _path, overwrite: true);
    }
}
