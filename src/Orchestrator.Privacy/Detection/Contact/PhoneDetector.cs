using System.Buffers;

namespace Orchestrator.Privacy;

/// <summary>
/// Telephone numbers. Written with a country code, in the North American form or grouped behind a trunk 0 they stand for
/// themselves when libphonenumber knows them; other digits count only where the text speaks of a telephone just before.
/// </summary>
internal sealed class PhoneDetector : IDetector
{
    private static readonly SearchValues<string> Strong = SearchValues.Create(
        ["phone", "tel:", "tel.", "tel ", "telefon", "teléf", "téléph", "telephone", "mobile", "móvil", "mobil", "handy", "cell", "celular", "fax",
         "desk", "whatsapp", "hotline", "rufnummer", "sms", "voicemail", "landline", "dial", "pager"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Weak = SearchValues.Create(
        ["call", "reach", "contact", "text me", "answering", "messages to", "message me", "registered", "ring ", "my number",
         "appelle", "llama", "chiama", "ruf ", "anruf"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Other = SearchValues.Create(
        ["order", "invoice", "account", "acct", "ticket", "case", "ref", "card", "iban", "zip", "postal", "code", "pin", "amount", "total",
         "ssn", "social security", "nhs", "patient", "passport", "licen", "serial", "isbn", "policy", "tracking", "version", "port", "year", "date",
         "id ", "id:", "id#", "steuer", "tax", "pesel", "aadhaar", "routing", "transaction", "error", "model"],
        StringComparison.OrdinalIgnoreCase);

    public string Type => FindingTypes.Phone;

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        var groups = text.Groups;
        var done = 0;
        for (var i = 0; i < groups.Length; i++)
        {
            if (groups[i].Start < done || PhoneCandidate.Read(text, i) is not { } candidate)
                continue;
            for (var whole = candidate; ;)
            {
                var score = Judge(text, whole);
                if (score > 0)
                {
                    findings.Add(new(Type, whole.Start, whole.End, score));
                    done = whole.End;
                    break;
                }

                if (whole.WithoutLastGroup() is not { } shorter)
                    break;
                whole = shorter;
            }
        }
    }

    private static double Judge(DetectionText text, PhoneCandidate candidate)
    {
        var digits = candidate.Digits;
        if (candidate.Plus)
        {
            if (!NumberingPlans.IsInternational(digits, out var valid))
                return 0;
            return valid ? 0.99 : 0.7;
        }

        if (candidate.LooksLikeDate || digits.Length < 7)
            return 0;
        var international = digits.StartsWith("00", StringComparison.Ordinal) ? 2 : digits.StartsWith("011", StringComparison.Ordinal) ? 3 : 0;
        if (international > 0 && digits.Length >= 11 && candidate.Groups > 1
            && NumberingPlans.IsInternational(digits[international..], out var known) && known)
        {
            return 0.9;
        }

        var otherwise = text.HasContext(candidate.Start, candidate.Start, Other, before: 18, after: 0);
        if (candidate.IsNorthAmericanForm && NumberingPlans.IsNorthAmerican(digits[^10..]) && !(otherwise && candidate.OnlySpaces))
            return candidate.OnlySpaces ? 0.7 : 0.8;
        if (candidate.IsNorthAmericanForm && (candidate.HasExtension || candidate.HasBrackets))
            return 0.7;
        if (digits[0] == '0' && digits.Length is >= 9 and <= 11 && candidate.Groups > 1 && !otherwise && !candidate.FollowsDigits && NumberingPlans.IsTrunk(digits))
            return 0.7;
        if (otherwise)
            return 0;
        // A mobile number as people there type it: nothing else that they write has this form.
        if (digits[0] == '0' && digits.Length == 11 && candidate.Groups == 1 && NumberingPlans.IsMobileOfElevenDigits(digits))
            return 0.5;
        if (text.StandsAlone(candidate.Start, candidate.End) && digits.Length == 10 && NumberingPlans.IsNational(digits))
            return 0.55;
        return text.HasContext(candidate.Start, candidate.Start, Strong, before: 26, after: 0)
            || text.HasContext(candidate.Start, candidate.Start, Weak, before: 18, after: 0) ? 0.7 : 0;
    }
}
