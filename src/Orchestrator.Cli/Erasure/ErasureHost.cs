using Orchestrator.Sdk;

namespace Orchestrator.Cli.Erasure;

/// <summary>A process that keeps conversations and can be asked to erase them.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Client">The way to it.</param>
internal sealed record ErasureHost(string Name, IOrchestratorClient Client);
