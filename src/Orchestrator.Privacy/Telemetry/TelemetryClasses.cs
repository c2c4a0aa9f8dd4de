using Microsoft.Extensions.Compliance.Classification;

namespace Orchestrator.Privacy.Telemetry;

/// <summary>
/// What telemetry, a zone of its own, may be told of a text. Every text in a log message of ours has one of these or is
/// <see cref="OperationalAttribute">operational</see>; a test keeps it so. A redactor for each is the host's to register; without one
/// the text is left out.
/// </summary>
public static class TelemetryClasses
{
    private const string Taxonomy = "orchestrator";

    /// <summary>Ids that callers choose.</summary>
    public static DataClassification CallerId { get; } = new(Taxonomy, nameof(CallerId));

    /// <summary>What people, models and tools write.</summary>
    public static DataClassification Content { get; } = new(Taxonomy, nameof(Content));
}
