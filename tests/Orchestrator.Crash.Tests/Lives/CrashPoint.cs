using System.Globalization;
using Orchestrator.Crash.Tests.Disk;

namespace Orchestrator.Crash.Tests.Lives;

/// <summary>Where a crash comes and what it leaves.</summary>
/// <param name="At">The step of the disk at which it comes, from 1.</param>
/// <param name="Survival">What of the unsynced changes survives.</param>
/// <param name="Draw">Seed of what survives.</param>
internal sealed record CrashPoint(int At, Survival Survival, int Draw)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At}/{Survival}/{Draw}");

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static CrashPoint Parse(string text)
    {
        var parts = text.Split('/');
        return new(int.Parse(parts[0], CultureInfo.InvariantCulture), Enum.Parse<Survival>(parts[1]), int.Parse(parts[2], CultureInfo.InvariantCulture));
    }
}
