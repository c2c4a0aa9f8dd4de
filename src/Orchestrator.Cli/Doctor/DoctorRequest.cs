using Orchestrator.Cli.Models;
using Orchestrator.Cli.Up;

namespace Orchestrator.Cli.Doctor;

/// <summary>What is to be examined.</summary>
internal sealed record DoctorRequest
{
    /// <summary>The data directory of <c>up</c>, of a silo or of a node.</summary>
    public required string Data { get; init; }

    /// <summary>The configuration file of one silo or node, to examine that process; null otherwise.</summary>
    public string? Config { get; init; }

    /// <summary>The port that <c>up</c> would count from, when nothing runs.</summary>
    public int PortBase { get; init; } = Ports.DefaultBase;

    /// <summary>The folder of the models that ship.</summary>
    public string Models { get; init; } = ShippedModels.Folder;

    /// <summary>Compare indexes with tables in large journals too.</summary>
    public bool Thorough { get; init; }
}
