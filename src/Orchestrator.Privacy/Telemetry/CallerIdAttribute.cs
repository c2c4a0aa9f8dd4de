using Microsoft.Extensions.Compliance.Classification;

namespace Orchestrator.Privacy.Telemetry;

/// <summary>
/// Marks an id that a caller may choose, and so may hold anything, such as an idempotency key. Telemetry gets a keyed digest of it:
/// equal ids look equal, and nobody learns the id.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class CallerIdAttribute() : DataClassificationAttribute(TelemetryClasses.CallerId);
