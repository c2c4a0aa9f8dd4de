using Microsoft.Extensions.Compliance.Classification;

namespace Orchestrator.Privacy.Telemetry;

/// <summary>Marks what a person, a model or a tool wrote. Telemetry gets nothing of it.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ContentAttribute() : DataClassificationAttribute(TelemetryClasses.Content);
