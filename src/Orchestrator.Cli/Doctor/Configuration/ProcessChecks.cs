using Orchestrator.Api;
using Orchestrator.Api.Access;
using Orchestrator.Cli.Doctor.Running;
using Orchestrator.Cli.Up;
using Orchestrator.Inference.Encoders;
using Orchestrator.Link.Identity;
using Orchestrator.Privacy;

namespace Orchestrator.Cli.Doctor.Configuration;

/// <summary>What one silo's or node's configuration names: whether all of it is there and can be used.</summary>
internal static class ProcessChecks
{
    private static readonly TimeSpan s_soon = TimeSpan.FromDays(21);

    /// <summary>The file itself: whether the process could read it.</summary>
    public static Check File(ProcessFile file, string remedy) => file.Problems.IsEmpty
        ? Check.Ok($"{file.Name} configuration", "CONFIG_OK", "can be read, every key has a value that fits")
        : Check.Fail($"{file.Name} configuration", "CONFIG_BROKEN", $"{file.Path}: {string.Join("; ", file.Problems)}", remedy);

    /// <summary>What it names: policy, identity; and whether it opens the process to others.</summary>
    public static IEnumerable<Check> Named(ProcessFile file, TimeProvider time)
    {
        if (file.Serving is not { } serving)
            yield break;
        yield return Policy(serving.PolicyFile, file.Name);
        if (serving.RecognizersFile is { Length: > 0 } recognizers)
            yield return Recognizers(recognizers, file.Name);
        if (file.IdentityFile is { } identity)
            yield return Identity(identity, file.Name, time);
        foreach (var (key, url) in new[] { ("Http", serving.Http.Url), ("Grpc", serving.Grpc.Url) })
        {
            if (Exposure(file, key, url) is { } exposed)
                yield return exposed;
        }
    }

    /// <summary>Whether the ports of a process that does not run are free.</summary>
    public static IEnumerable<Check> Ports(ProcessFile file)
    {
        foreach (var (key, url) in new[] { ("Http", file.Serving?.Http.Url), ("Grpc", file.Serving?.Grpc.Url) })
        {
            if (Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Port > 0)
                yield return SystemChecks.Port(address.Port, $"Orchestrator:{key}:Url of {file.Name}", $"Stop what listens there, or set Orchestrator:{key}:Url to another port.");
        }
    }

    public static Check Policy(string? path, string? process = null)
    {
        var name = process is null ? "policy" : $"{process} policy";
        try
        {
            var policy = PrivacyPolicy.Named(path);
            return Check.Ok(name, "POLICY_OK", policy.Version);
        }
        catch (Exception e) when (e is PolicyException or IOException or UnauthorizedAccessException or TypeInitializationException)
        {
            return Check.Fail(
                name, "POLICY_BROKEN", (e is TypeInitializationException { InnerException: { } inner } ? inner : e).Message,
                "Correct that key of the file, or name another in Orchestrator:PolicyFile: without a policy nothing may leave anywhere, and the process does not start.");
        }
    }

    private static Check Recognizers(string path, string process)
    {
        try
        {
            return Check.Ok($"{process} recognisers", "RECOGNIZERS_OK", $"{RecognizerFile.Load(path, EncoderLabeller.Load).Length} of one's own");
        }
        catch (Exception e) when (e is PolicyException or IOException or UnauthorizedAccessException)
        {
            return Check.Fail($"{process} recognisers", "RECOGNIZERS_BROKEN", e.Message, "Correct that key of the file, or name another in Orchestrator:RecognizersFile: the process does not start with it.");
        }
    }

    private static Check Identity(string path, string process, TimeProvider time)
    {
        try
        {
            using var identity = NodeIdentity.Load(path);
            if (identity.CertifiedUntil - time.GetUtcNow() < s_soon)
            {
                return Check.Warn(
                    $"{process} identity", "IDENTITY_EXPIRES", $"the certificate in {path} ends at {identity.CertifiedUntil:u}: from then on nobody seals to this node or opens what it sealed, and sensitive turns that need a gateway are refused",
                    "'orchestrator up' renews it at its start. Elsewhere: NodeIdentity.CertifyAnew with the site's key, and start the node again.");
            }

            return Check.Ok($"{process} identity", "IDENTITY_OK", $"{identity.Role.ToString().ToLowerInvariant()} {identity.Node} of tenant {identity.Tenant}, site {identity.Site}");
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return Check.Fail(
                $"{process} identity", "IDENTITY_BROKEN", e.Message,
                e.Message.Contains("chmod", StringComparison.Ordinal)
                    ? "Run that, and give the node a new identity if others of this machine are not trusted."
                    : "Put the node's identity file back from where it was made, or make a new one and give the silo its entry.");
        }
    }

    /// <summary>A development key, or none, is for this machine alone.</summary>
    private static Check? Exposure(ProcessFile file, string key, string url)
    {
        var options = new ApiOptions();
        foreach (var known in file.Keys)
            options.Keys.Add(known);
        string? problem;
        try
        {
            problem = LoopbackGuard.Problem(url, options);
        }
        catch (FormatException)
        {
            return null; // No address; told with the file.
        }

        var name = $"{file.Name} {key} address";
        if (problem is not null)
            return Check.Fail(name, "EXPOSED", problem, $"Set Orchestrator:{key}:Url, and Orchestrator:Auth:Keys, as docs/configuration.md says under 'Off loopback'; the process refuses to start so.");
        var local = LoopbackGuard.Problem(url, new()) is null;
        return !local && file.Keys.Any(k => k.Id == ApiKey.Id)
            ? Check.Fail(name, "DEVELOPMENT_KEY_EXPOSED", $"{url} can be reached from other machines and accepts the development key, which 'orchestrator up' made and printed", "Take the key 'development' out of Orchestrator:Auth:Keys and add one of your own.")
            : null;
    }
}
