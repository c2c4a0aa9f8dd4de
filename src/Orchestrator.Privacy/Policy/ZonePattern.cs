namespace Orchestrator.Privacy;

/// <summary>
/// Which zones a rule speaks of: a zone's name, of which parts may be <c>*</c> and later parts may be missing, so that
/// <c>cloud/acme</c> is every region of that provider.
/// </summary>
internal sealed class ZonePattern
{
    private readonly string[] _parts;

    private ZonePattern(string[] parts) => _parts = parts;

    public static ZonePattern? TryParse(string text)
    {
        var parts = text.Split('/');
        var sound = parts switch
        {
            ["*"] or ["cloud"] => true,
            [var kind] => Zone.TryParse(kind, out _),
            ["cloud", .. var rest] => Zone.TryParse($"cloud/{string.Join('/', rest.Select(static p => p == "*" ? "any" : p))}", out _),
            _ => false,
        };
        return sound ? new(parts) : null;
    }

    public bool Matches(Zone zone)
    {
        if (zone.Kind == default)
            return false;
        var rest = zone.Name.AsSpan();
        for (var i = 0; i < _parts.Length; i++)
        {
            if (rest.IsEmpty)
                return false;
            var slash = rest.IndexOf('/');
            var part = slash < 0 ? rest : rest[..slash];
            if (_parts[i] != "*" && !part.SequenceEqual(_parts[i]))
                return false;
            rest = slash < 0 ? default : rest[(slash + 1)..];
        }

        return true;
    }
}
