using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Orchestrator.Link.Cluster;

/// <summary>Checks every configured node and names the key of the one that is wrong.</summary>
internal sealed class LinkHubOptionsValidator : IValidateOptions<LinkHubOptions>
{
    public ValidateOptionsResult Validate(string? name, LinkHubOptions options)
    {
        var own = new List<ValidationResult>();
        Validator.TryValidateObject(options, new(options), own, validateAllProperties: true);
        var problems = own.Select(r => $"{LinkHubOptions.Section}: {r.ErrorMessage}").ToList();
        for (var i = 0; i < options.Nodes.Count; i++)
        {
            var results = new List<ValidationResult>();
            if (!Validator.TryValidateObject(options.Nodes[i], new(options.Nodes[i]), results, validateAllProperties: true))
                problems.AddRange(results.Select(r => $"{LinkHubOptions.Section}:{nameof(options.Nodes)}:{i}: {r.ErrorMessage}"));
        }

        problems.AddRange(options.Nodes.GroupBy(n => n.Id, StringComparer.Ordinal).Where(g => g.Count() > 1)
            .Select(g => $"{LinkHubOptions.Section}:{nameof(options.Nodes)} has node '{g.Key}' more than once."));
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
