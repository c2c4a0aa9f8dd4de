using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Orchestrator.Routing;

namespace Orchestrator.Conversations.Turns;

/// <summary>What annotations cannot say of the router's options: the dials of tenants, and the options of the shadow router.</summary>
internal sealed class RouterOptionsValidator : IValidateOptions<RouterOptions>
{
    private const string Section = "Orchestrator:Routing";

    public ValidateOptionsResult Validate(string? name, RouterOptions options)
    {
        var problems = new List<string>();
        Dials(options, Section, problems);
        if (options.Cascade.ErrorRate is not (null or (>= 0.001 and <= 1)))
            problems.Add($"{Section}:Cascade:ErrorRate is {options.Cascade.ErrorRate}; an error rate is a number from 0.001 to 1, and without one every answer is kept.");
        if (options.Shadow is { } shadow)
        {
            var results = new List<ValidationResult>();
            Validator.TryValidateObject(shadow, new(shadow), results, validateAllProperties: true);
            problems.AddRange(results.Select(r => $"{Section}:Shadow: {r.ErrorMessage}"));
            Dials(shadow, $"{Section}:Shadow", problems);
            if (shadow.Shadow is not null)
                problems.Add($"{Section}:Shadow:Shadow is one too many: a shadow router has no shadow. Remove it.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static void Dials(RouterOptions options, string section, List<string> problems) => problems.AddRange(
        [
            .. options.TenantQuality.Where(t => t.Value is not (>= 0 and <= 1)).Select(t => $"{section}:TenantQuality:{t.Key} is {t.Value}; a dial is a number from 0 to 1."),
            .. options.TenantMostQuality.Where(t => t.Value is not (>= 0 and <= 1)).Select(t => $"{section}:TenantMostQuality:{t.Key} is {t.Value}; a dial is a number from 0 to 1."),
        ]);
}
