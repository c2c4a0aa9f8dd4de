namespace Orchestrator.StandIn;

/// <summary>The stand-in was started with options that it refuses.</summary>
internal sealed class StandInOptionsException(string message) : Exception(message);
