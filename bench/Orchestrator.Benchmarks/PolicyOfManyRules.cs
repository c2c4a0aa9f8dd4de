using System.Globalization;
using System.Text;
using Orchestrator.Privacy;

namespace Orchestrator.Benchmarks;

/// <summary>A policy as large organisations write them: many rules, all of which speak of the zone that is asked about.</summary>
internal static class PolicyOfManyRules
{
    public static PolicyQuestion Question => new(new(SensitivityLevel.Restricted, ["CREDIT_CARD", "EMAIL_ADDRESS", "PERSON"]), Zone.Parse("cloud/acme/eu"))
    {
        Tier = Tier.Cloud,
        Context = new() { Tenant = "tenant-7", Purpose = "support" },
    };

    public static PrivacyPolicy Make(int rules)
    {
        var yaml = new StringBuilder("version: 1\nname: many\nrules:\n");
        for (var i = 0; i < rules; i++)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"  - name: rule-{i}\n    zones: [\"*\"]\n    level: {(i % 3) switch { 0 => "public", 1 => "confidential", _ => "restricted" }}\n");
            if (i % 2 == 0)
                yaml.Append("    categories: [CREDIT_CARD, IBAN_CODE, SECRET]\n");
            if (i % 4 == 1)
                yaml.Append(CultureInfo.InvariantCulture, $"    tenants: [tenant-{i}, tenant-7]\n    purposes: [support, sales]\n");
            yaml.Append(i % 5 == 0 ? "    verdict: redact\n" : "    verdict: allow\n");
        }

        return PrivacyPolicy.Parse(yaml.ToString());
    }
}
