namespace Orchestrator.Privacy.Telemetry;

/// <summary>
/// Says of a text in a log message that it is of the program or of its operator: a code, a path, a target, a node, words of ours. It is
/// logged as it is. Nothing that a person, a model or a tool wrote may be marked so.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class OperationalAttribute : Attribute;
