using System.ComponentModel.DataAnnotations;

namespace Orchestrator.Routing.Cascade;

/// <summary>Whether answers of local models are judged before they are kept; section <c>Orchestrator:Routing:Cascade</c>.</summary>
public sealed class CascadeOptions
{
    /// <summary>
    /// The share of a local model's answers that may be wrong and kept all the same. What its calibration cannot promise goes on to a stronger
    /// target, where the plan has one. Null keeps every answer, and lets readers see it while it is written.
    /// </summary>
    /// <value>The default is null.</value>
    [Range(0.001, 1.0)]
    public double? ErrorRate { get; set; }

    /// <summary>Whether two local models that give the same answer count as surer than one, where that was calibrated.</summary>
    /// <value>The default is true.</value>
    public bool Agreement { get; set; } = true;
}
