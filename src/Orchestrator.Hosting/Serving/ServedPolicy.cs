using Orchestrator.Link.Identity;
using Orchestrator.Privacy;

namespace Orchestrator.Hosting.Serving;

/// <summary>The policy that the configuration names, and whose it must be.</summary>
internal static class ServedPolicy
{
    private const string FloorName = "policy.revisions";

    /// <exception cref="PolicyException">It is no policy, or not one of the configured key.</exception>
    public static IPolicySource Of(ServingOptions serving, TimeProvider time)
    {
        // A variable that was to be filled in and was not: it must not stand for the default, nor for no signature.
        if (serving.PolicyFile is "")
            throw new PolicyException("Orchestrator:PolicyFile", 1, "", $"The key is empty. Name a file or one of {string.Join(", ", PrivacyPolicy.BuiltIns)}, or leave the key out.");
        if (serving.PolicyKey is "")
            throw new PolicyException("Orchestrator:PolicyKey", 1, "", "The key is empty. Give the public key in base64, or leave it out for policies without a signature.");
        var file = serving.PolicyFile is { } named && !PrivacyPolicy.BuiltIns.Contains(named) ? named : null;
        if (serving.PolicyKey is not { } key)
            return file is null ? new FixedPolicy(PrivacyPolicy.Named(serving.PolicyFile)) : new PolicyFile(file, time);
        // Otherwise whoever may change the configuration of one process could lay a signed policy aside.
        if (file is null)
            throw new PolicyException("Orchestrator:PolicyFile", 1, "", "names no file, but Orchestrator:PolicyKey asks for a signed one.");
        var bytes = new byte[64];
        var sound = Convert.TryFromBase64String(key, bytes, out var length);
        return new PolicyFile(file, time, new(bytes.AsSpan(0, sound ? length : 0), Ed25519LedgerSigner.Check, Path.Combine(serving.DataDirectory, FloorName)));
    }
}
