using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Orchestrator.Api.Access;
using Orchestrator.Cli.Terminal;
using Spectre.Console;

namespace Orchestrator.Cli.ApiKeys;

/// <summary>The <c>api-keys</c> commands: they write the file that hosts read as <c>Orchestrator:Auth:KeyFile</c>.</summary>
internal static class ApiKeysCommand
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(3650);

    public static Command Create(Screen screen) =>
        new("api-keys", "The keys that callers show; the file holds their hashes alone") { Make(screen), List(screen), Rotate(screen), Revoke(screen) };

    private static Command Make(Screen screen)
    {
        var at = FileOption();
        var id = new Argument<string>("id") { Description = "Names the key in journals and logs." };
        var tenant = new Option<string>("--tenant") { Description = "Who pays and administers.", HelpName = "tenant", DefaultValueFactory = _ => "default" };
        var owner = new Option<string>("--owner") { Description = "Whose conversations the key opens.", HelpName = "owner", Required = true };
        var site = new Option<string>("--site") { Description = "The place whose nodes serve it.", HelpName = "site", DefaultValueFactory = _ => "home" };
        var admin = new Option<bool>("--admin") { Description = "It may erase other owners' conversations, and all of the tenant's." };
        var limit = new Option<int?>("--requests-per-minute") { Description = "The most turns that it may begin in a minute; no limit when left out.", HelpName = "number" };
        var tokens = new Option<int?>("--tokens-per-minute") { Description = "The most tokens in a minute, prompts and answers together; no limit when left out.", HelpName = "number" };
        var scopes = new Option<string?>("--scopes") { Description = "What it may do, of read, turns, erase, usage, routing and budgets between commas; turns and erase when left out, with --admin all of them.", HelpName = "names" };
        var expires = new Option<DateTimeOffset?>("--expires") { Description = "When it ends; never when left out.", HelpName = "time" };
        var command = new Command("create", "Make a key and show it, this once") { at, id, tenant, owner, site, admin, limit, tokens, scopes, expires };
        command.SetAction(parsed =>
        {
            var (secret, now) = (ApiKeyFile.NewSecret(), TimeProvider.System.GetUtcNow());
            if (parsed.GetValue(expires) is { } end && end <= now)
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"--expires: expected a time after now, {now:O}, found {end:O}."));
            ApiKeyFile.Change(parsed.GetRequiredValue(at), keys => keys.Add(new()
            {
                Id = keys.Any(k => k.Id == parsed.GetRequiredValue(id))
                    ? throw new FormatException($"There is a key '{parsed.GetRequiredValue(id)}' already. Take another id, or rotate that one.")
                    : parsed.GetRequiredValue(id),
                Sha256 = ApiKeyFile.Hash(secret),
                Tenant = parsed.GetRequiredValue(tenant),
                Owner = parsed.GetRequiredValue(owner),
                Site = parsed.GetRequiredValue(site),
                Admin = parsed.GetValue(admin),
                RequestsPerMinute = parsed.GetValue(limit),
                TokensPerMinute = parsed.GetValue(tokens),
                Scopes = parsed.GetValue(scopes),
                ExpiresAt = parsed.GetValue(expires),
            }));
            screen.Output.WriteLine(secret);
            return 0;
        });
        return command;
    }

    private static Command List(Screen screen)
    {
        var at = FileOption();
        var command = new Command("list", "Show whom the keys stand for, what they may and until when, one JSON object a line") { at };
        command.SetAction(parsed =>
        {
            foreach (var key in ApiKeyFile.Read(parsed.GetRequiredValue(at)).Keys)
                screen.Output.WriteLine(Line(key));
            return 0;
        });
        return command;
    }

    private static Command Rotate(Screen screen)
    {
        var at = FileOption();
        var id = new Argument<string>("id") { Description = "The key." };
        var keep = new Option<TimeSpan>("--keep") { Description = "How long the secret before goes on to work, as hh:mm:ss.", HelpName = "time", DefaultValueFactory = _ => TimeSpan.Zero };
        var command = new Command("rotate", "Give a key a new secret and show it, this once") { at, id, keep };
        command.SetAction(parsed =>
        {
            var (secret, time) = (ApiKeyFile.NewSecret(), parsed.GetValue(keep));
            if (time < TimeSpan.Zero || time > s_longest)
                throw new FormatException($"--keep: expected 00:00:00 to {s_longest.Days} days, found {time}.");
            ApiKeyFile.Change(parsed.GetRequiredValue(at), keys => ApiKeyFile.Rotate(
                keys, parsed.GetRequiredValue(id), ApiKeyFile.Hash(secret), time > TimeSpan.Zero ? TimeProvider.System.GetUtcNow() + time : null));
            screen.Output.WriteLine(secret);
            return 0;
        });
        return command;
    }

    private static Command Revoke(Screen screen)
    {
        var at = FileOption();
        var id = new Argument<string>("id") { Description = "The key." };
        var command = new Command("revoke", "Take a key away; hosts refuse it within a second") { at, id };
        command.SetAction(parsed =>
        {
            ApiKeyFile.Change(parsed.GetRequiredValue(at), keys => ApiKeyFile.Revoke(keys, parsed.GetRequiredValue(id)));
            screen.People.MarkupLineInterpolated($"'{parsed.GetRequiredValue(id)}' is revoked.");
            return 0;
        });
        return command;
    }

    private static Option<string> FileOption() =>
        new("--file") { Description = "The file of keys, which hosts are told as Orchestrator:Auth:KeyFile.", HelpName = "file", Required = true };

    private static string Line(ApiKeyOptions key)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, key.Id);
            json.WriteString("tenant"u8, key.Tenant);
            json.WriteString("owner"u8, key.Owner);
            json.WriteString("site"u8, key.Site);
            json.WriteBoolean("admin"u8, key.Admin);
            json.WriteString("scopes"u8, key.Scopes);
            Write(json, "requests_per_minute"u8, key.RequestsPerMinute);
            Write(json, "tokens_per_minute"u8, key.TokensPerMinute);
            json.WriteString("expires_at"u8, key.ExpiresAt?.ToString("O", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, int? number)
    {
        if (number is { } value)
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }
}
