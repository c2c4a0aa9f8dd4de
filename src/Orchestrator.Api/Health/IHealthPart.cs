namespace Orchestrator.Api.Health;

/// <summary>A part of a process that can say how it is.</summary>
public interface IHealthPart
{
    /// <summary>Its name in addresses, gRPC health and metrics: lower-case letters.</summary>
    string Name { get; }

    /// <summary>How it is now. Quick, never throws, thread-safe.</summary>
    PartHealth Read();
}
