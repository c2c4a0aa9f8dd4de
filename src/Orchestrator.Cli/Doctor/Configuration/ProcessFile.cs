using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Orchestrator.Api.Access;
using Orchestrator.Hosting.Serving;
using Orchestrator.Inference.Providers;
using Orchestrator.Storage.Sqlite;

namespace Orchestrator.Cli.Doctor.Configuration;

/// <summary>The configuration of one silo or node, read as that process reads it, with everything that keeps it from starting.</summary>
internal sealed record ProcessFile(string Path)
{
    /// <summary>What is wrong, each problem with the key that it is about; empty when nothing is.</summary>
    public ImmutableArray<string> Problems { get; private init; } = [];

    /// <summary>The options; null when the file cannot be read at all.</summary>
    public ServingOptions? Serving { get; private init; }

    public ImmutableArray<ProviderOptions> Providers { get; private init; } = [];

    public ImmutableArray<ApiKeyOptions> Keys { get; private init; } = [];

    public bool AllowAnonymousLoopback { get; private init; }

    /// <summary>Where a node finds its cluster; null for a silo.</summary>
    public string? ClusterAddress { get; private init; }

    /// <summary>The file of a node's keys; null for a silo.</summary>
    public string? IdentityFile { get; private init; }

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public bool IsNode => IdentityFile is not null || ClusterAddress is not null;

    public static ProcessFile Read(string path)
    {
        IConfigurationRoot root;
        try
        {
            root = new ConfigurationBuilder().AddJsonFile(System.IO.Path.GetFullPath(path), optional: false).AddEnvironmentVariables().Build();
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            // The reader says in which line, one or two exceptions further in.
            return new(path) { Problems = [(e.InnerException?.InnerException ?? e.InnerException ?? e).Message] };
        }

        var section = root.GetSection(ServingOptions.Section);
        if (!section.GetChildren().Any())
            return new(path) { Problems = [$"there is no section {ServingOptions.Section}"] };
        var problems = ImmutableArray.CreateBuilder<string>();
        var serving = Bind<ServingOptions>(section, problems) ?? new();
        var storage = Bind<SqliteJournalOptions>(section.GetSection("Storage"), problems);
        if (storage is not null)
        {
            storage.DataDirectory = serving.DataDirectory.Length > 0 ? serving.DataDirectory : "given elsewhere";
            Validate(storage, null, problems);
        }

        Validate(serving, null, problems);
        var providers = ImmutableArray.CreateBuilder<ProviderOptions>();
        foreach (var entry in section.GetSection("Providers").GetChildren())
        {
            if (Bind<ProviderOptions>(entry, problems) is { } provider && Validate(provider, entry.Path, problems))
                providers.Add(provider);
        }

        foreach (var (key, url) in new[] { ("Http", serving.Http.Url), ("Grpc", serving.Grpc.Url) })
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                problems.Add($"{section.Path}:{key}:Url must be an http or https address such as http://127.0.0.1:8080, not '{url}'");
        }

        return new(path)
        {
            Problems = problems.ToImmutable(),
            Serving = serving,
            Providers = providers.ToImmutable(),
            Keys = [.. Bind<ApiKeyOptions[]>(section.GetSection("Auth:Keys"), problems) ?? []],
            AllowAnonymousLoopback = section.GetValue<bool>("Auth:AllowAnonymousLoopback"),
            ClusterAddress = section["Link:ClusterAddress"],
            IdentityFile = section["Node:IdentityFile"],
        };
    }

    private static T? Bind<T>(IConfigurationSection section, ImmutableArray<string>.Builder problems)
        where T : class
    {
        try
        {
            return section.Get<T>() ?? (typeof(T).IsArray ? null : Activator.CreateInstance<T>());
        }
        catch (InvalidOperationException e)
        {
            problems.Add($"{e.Message} {e.InnerException?.Message}".TrimEnd());
            return null;
        }
    }

    private static bool Validate(object options, string? prefix, ImmutableArray<string>.Builder problems)
    {
        var results = new List<ValidationResult>();
        if (Validator.TryValidateObject(options, new(options), results, validateAllProperties: true))
            return true;
        problems.AddRange(results.Select(r => prefix is null ? r.ErrorMessage! : $"{prefix}: {r.ErrorMessage}"));
        return false;
    }
}
