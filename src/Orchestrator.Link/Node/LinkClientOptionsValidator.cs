using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace Orchestrator.Link.Node;

/// <summary>Refuses an address that cannot be called, or would be called in plain text off this machine.</summary>
internal sealed class LinkClientOptionsValidator : IValidateOptions<LinkClientOptions>
{
    public ValidateOptionsResult Validate(string? name, LinkClientOptions options)
    {
        // An edge node's host has another name for it.
        const string key = $"{LinkClientOptions.Section}:{nameof(LinkClientOptions.Address)}, or :ClusterAddress of an edge node,";
        var problems = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new(options), problems, validateAllProperties: true))
            return ValidateOptionsResult.Fail(problems.Select(p => $"{LinkClientOptions.Section}: {p.ErrorMessage}"));
        if (!Uri.TryCreate(options.Address, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            return ValidateOptionsResult.Fail($"{key} is '{options.Address}'; expected an address such as http://127.0.0.1:8081.");
        var loopback = address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
        return address.Scheme == "https" || loopback
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"{key} is '{options.Address}': off this machine the link needs https.");
    }
}
