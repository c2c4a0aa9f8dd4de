using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Orchestrator.Api.Health;

/// <summary>All parts of the process, and since when each is as it is. Thread-safe.</summary>
internal sealed class HealthBoard(IEnumerable<IHealthPart> parts, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (string Code, DateTimeOffset Since)> _seen = new(StringComparer.Ordinal);

    public ImmutableArray<IHealthPart> Parts { get; } = [.. parts.DistinctBy(p => p.Name)];

    public PartHealth Read(IHealthPart part)
    {
        var health = part.Read();
        var now = time.GetUtcNow();
        var seen = _seen.AddOrUpdate(
            part.Name,
            static (_, fresh) => fresh,
            static (_, known, fresh) => known.Code == fresh.Code ? known : fresh,
            (health.Code, Since: now));
        return health.Since is null ? health with { Since = seen.Since } : health;
    }
}
