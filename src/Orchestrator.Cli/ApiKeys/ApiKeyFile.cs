using System.Security.Cryptography;
using System.Text;
using Orchestrator.Api.Access;
using Orchestrator.Cli.Up;

namespace Orchestrator.Cli.ApiKeys;

/// <summary>Changes the file of API keys, whole or not at all.</summary>
internal static class ApiKeyFile
{
    /// <summary>A new secret: 160 random bits.</summary>
    public static string NewSecret() => "ork-" + RandomNumberGenerator.GetHexString(40, lowercase: true);

    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <exception cref="FormatException">It cannot be read.</exception>
    public static KeyFile Read(string path)
    {
        try
        {
            return KeyFile.Read(path);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new FormatException(e.Message, e);
        }
    }

    /// <exception cref="FormatException">The change is not possible; nothing was changed.</exception>
    public static void Change(string path, Action<IList<ApiKeyOptions>> change)
    {
        var file = File.Exists(path) ? Read(path) : new();
        change(file.Keys);
        foreach (var key in file.Keys)
        {
            if (key.Problem() is { } problem)
                throw new FormatException($"Key '{key.Id}': {problem}");
        }

        try
        {
            PrivateFiles.Write(path, file.ToJson());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"'{path}' cannot be written: {e.Message}", e);
        }
    }

    /// <exception cref="FormatException">There is no such key.</exception>
    public static void Rotate(IList<ApiKeyOptions> keys, string id, string hash, DateTimeOffset? until)
    {
        var current = Find(keys, id)[^1];
        var fresh = new ApiKeyOptions
        {
            Id = id,
            Sha256 = hash,
            Tenant = current.Tenant,
            Owner = current.Owner,
            Site = current.Site,
            Admin = current.Admin,
            RequestsPerMinute = current.RequestsPerMinute,
            TokensPerMinute = current.TokensPerMinute,
            Scopes = current.Scopes,
            ExpiresAt = current.ExpiresAt,
        };
        if (until is null)
            Revoke(keys, id);
        else if (current.ExpiresAt is not { } ends || ends > until)
            current.ExpiresAt = until;
        keys.Add(fresh);
    }

    /// <exception cref="FormatException">There is no such key.</exception>
    public static void Revoke(IList<ApiKeyOptions> keys, string id)
    {
        foreach (var key in Find(keys, id))
            keys.Remove(key);
    }

    private static List<ApiKeyOptions> Find(IList<ApiKeyOptions> keys, string id) =>
        keys.Where(k => k.Id == id).ToList() is { Count: > 0 } found ? found : throw new FormatException($"There is no key '{id}'.");
}
