using System.Buffers;

namespace Orchestrator.Privacy;

/// <summary>
/// What is assigned to a name that speaks of a secret: <c>api_key = "…"</c>, <c>"password": "…"</c>. A key must
/// look random; a password need only look like no word.
/// </summary>
internal sealed class AssignedSecretDetector : IDetector
{
    private const int LongestName = 64;
    private const int LongestValue = 512;

    // Between a name and its sign; more would let a line of signs be looked through again for each of them.
    private const int LongestGap = 128;
    private const double LeastEntropy = 3.0;
    private const double LeastOfDigits = 2.4;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdefABCDEF");
    private static readonly SearchValues<char> Assignments = SearchValues.Create("=:,>");
    private static readonly SearchValues<string> Passwords = SearchValues.Create(
        ["password", "passwd", "pwd", "passphrase", "passcode", "kennwort", "passwort", "contraseña", "mot de passe"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Keys = SearchValues.Create(
        ["token", "secret", "authorization", "apikey", "api_key", "api-key", "api key", "accesskey", "access_key", "access-key", "auth", "credential", "creds", "private_key",
         "privatekey", "private-key", "clientkey", "client_key", "signingkey", "signing_key", "encryption_key", "account_key", "accountkey", "key", "accessid", "access_id", "sonar_login", "sonar.login",
         // Services whose keys have no mark of their own and are assigned to their names.
         "sourcegraph", "contribsys"],
        StringComparison.OrdinalIgnoreCase);

    // Names that hold such a word and no secret.
    private static readonly SearchValues<string> Harmless = SearchValues.Create(
        ["author_", "author-", "author.", "authorid", "authorname", "authors", "public", "keyboard", "keyword", "monkey", "turkey", "hockey", "primary", "foreign", "tokeniz", "max_token", "maxtoken", "keyvault",
         "keystore", "csrf", "accessor", "accessib", "keyid", "key_id", "key-id", "credentialsid", "credentials_id", "secret_name", "secretname",
         "secretsid", "keyname", "key_name", "key-name", "keysel", "bucket_key", "keytab", "keypress", "_tokens", "token_count", "keymesh", "auth_type",
         "authsource", "authentication-results", "auth_url", "authurl", "tokenfile", "cache_key", "cachekey", "sort_key", "partition_key", "idempotency",
         "token_type", "token_url",
         // Names that say that it is none.
         "nonmatching", "non_matching", "notatoken", "not_a_token", "invalidtoken", "invalid_token", "wronglength", "faketoken", "fake_token", "dummytoken", "dummy_token"],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Spoken = SearchValues.Create(
        ["password is ", "passcode is ", "passphrase is ", "pwd is ", "password ist ", "passwort ist ", "kennwort ist ", "token is ", "api key is ", "secret is "],
        StringComparison.OrdinalIgnoreCase);

    // What TokenDetector knows the whole form of.
    private static readonly string[] Marks = ["dapi", "sgp_", "sm_sat_", "sm_pat_", "sm_aat_", "sk-ant-api", "sk-ant-admin"];

    public string Type => FindingTypes.Secret;

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        var span = text.Text.AsSpan();
        if (text.Context is { Length: > 2 and <= LongestName } key)
        {
            var kind = KindOf(key);
            if ((kind == Kind.Password && IsPassword(span, '"')) || (kind == Kind.Key && IsKey(span)))
                findings.Add(new(Type, 0, span.Length, 0.9));
        }

        for (var at = 0; at < span.Length;)
        {
            var hit = span[at..].IndexOfAny(Assignments);
            if (hit < 0)
                break;
            hit += at;
            at = hit + 1;
            if (NameBefore(span, hit) is var name && name.Length > 2 && KindOf(name) is var sort and not Kind.Nothing)
            {
                var from = ValueStart(span, hit);
                // "key = …" alone is what every table has.
                if (name.Equals("key", StringComparison.OrdinalIgnoreCase) && !(from > 0 && from <= span.Length && span[from - 1] is '"' or '\'' or '`'))
                    continue;
                var end = Judge(span, from, sort, findings);
                at = Math.Max(at, end);
            }
        }

        for (var at = 0; at < span.Length;)
        {
            var hit = span[at..].IndexOfAny(Spoken);
            if (hit < 0)
                return;
            at += hit;
            var start = at + span[at..].IndexOf(" is", StringComparison.OrdinalIgnoreCase) + 3;
            while (start < span.Length && span[start] is ' ' or '"' or '\'' or '`' or ':' or 't')
                start++;
            at = Math.Max(Judge(span, start, Kind.Password, findings), at + 4);
        }
    }

    private enum Kind
    {
        Nothing,
        Password,
        Key,
    }

    private static Kind KindOf(ReadOnlySpan<char> name) =>
        name.ContainsAny(Harmless) || name.EndsWith("author", StringComparison.OrdinalIgnoreCase) ? Kind.Nothing
        : name.ContainsAny(Passwords) ? Kind.Password
        : name.ContainsAny(Keys) ? Kind.Key
        : Kind.Nothing;

    private static ReadOnlySpan<char> NameBefore(ReadOnlySpan<char> text, int end)
    {
        var least = Math.Max(0, end - LongestGap);
        while (end > least && text[end - 1] is ' ' or '\t' or '"' or '\'' or ']' or ')' or ':' or '=' or '?')
            end--;
        var start = end;
        while (start > 0 && end - start < LongestName && (char.IsAsciiLetterOrDigit(text[start - 1]) || text[start - 1] is '_' or '-' or '.'))
            start--;
        return text[start..end];
    }

    private static int ValueStart(ReadOnlySpan<char> text, int assignment)
    {
        // "<password>…": what an element holds begins at once.
        if (text[assignment] == '>')
            return assignment + 1;
        var start = assignment;
        while (start < text.Length && start - assignment < 12 && text[start] is '=' or ':' or '>' or ',' or ' ' or '\t' or '"' or '\'' or '`' or '\\')
            start++;
        return start;
    }

    /// <summary>Adds the value if it is a secret; gives where it ends.</summary>
    private int Judge(ReadOnlySpan<char> text, int start, Kind kind, ICollection<Finding> findings)
    {
        var quote = start > 0 && text[start - 1] is '"' or '\'' or '`' ? text[start - 1] : '\0';
        var end = start;
        while (end < text.Length && end - start <= LongestValue && !IsEnd(text[end], quote, kind))
            end++;
        var value = text[start..end].TrimEnd(quote == '\0' ? ".,;!?)\\" : "\\");
        var sound = kind == Kind.Password ? IsPassword(value, quote) : IsKey(value);
        // "eyJ0eXAi...": the author cut it off.
        if (sound && !text[(start + value.Length)..].StartsWith("...", StringComparison.Ordinal) && !IsBroken(value))
            findings.Add(new(Type, start, start + value.Length, 0.9));
        return start + value.Length;
    }

    /// <summary>Whether it begins like a token of fixed form and is none: a sample, or one cut off.</summary>
    private static bool IsBroken(ReadOnlySpan<char> value)
    {
        foreach (var mark in Marks)
        {
            if (value.StartsWith(mark, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static bool IsEnd(char c, char quote, Kind kind) =>
        quote != '\0'
            ? c == quote || c is '\n' or '\r' || (kind == Kind.Key && c == ' ')
            : char.IsWhiteSpace(c) || c is '"' or '\'' or '`' or '<' or '>' || (kind == Kind.Key && c is ',' or ';' or '&' or '(' or ')' or '{' or '}');

    private static bool IsPassword(ReadOnlySpan<char> value, char quote)
    {
        if (value.Length is < 4 or > 128 || Values.IsPlaceholder(value) || value.StartsWith("http", StringComparison.OrdinalIgnoreCase))
            return false;
        var (letters, others) = (false, false);
        foreach (var c in value)
        {
            letters |= char.IsLetter(c);
            others |= !char.IsLetter(c) && !char.IsWhiteSpace(c) && c is not ('.' or '-' or '_' or '(' or ')' or '[' or ']' or '/' or ',');
        }

        return (letters && others && value.Length >= 5) || (others && value.Length >= 6) || (quote != '\0' && value.Length >= 6 && !value.Contains(' '));
    }

    /// <summary>"cafebabe:deadbeef": a user and a password of hex digits.</summary>
    private static bool IsPair(ReadOnlySpan<char> value) =>
        value.Length == 17 && value[8] == ':' && !value[..8].ContainsAnyExcept(Hex) && !value[9..].ContainsAnyExcept(Hex);

    private static bool IsKey(ReadOnlySpan<char> value)
    {
        // A value that speaks of keys itself is the name of one: "struct_X509_pubkey_st".
        if (value.Length is < 12 or > LongestValue || Values.IsPlaceholder(value) || !(value.ContainsAnyInRange('0', '9') || IsPair(value))
            || value.Contains("key", StringComparison.OrdinalIgnoreCase) || value.Contains("==", StringComparison.Ordinal) && value[^1] != '=')
        {
            return false;
        }

        foreach (var c in value)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '.' or '=' or '+' or '/' or '~' or '%' or '|' or ':' or '!' or '@' or '#' or '^' or '*' or '&'))
                return false;
        }

        // Digits alone carry less: a number as long as an account's must only not repeat.
        var digits = !value.ContainsAnyExceptInRange('0', '9');
        return Entropy.Of(value) >= (digits && value.Length >= 15 ? LeastOfDigits : LeastEntropy) || IsPair(value);
    }
}
