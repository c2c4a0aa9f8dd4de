using Orleans.Placement;

namespace Orchestrator.Grains.Placement;

/// <summary>Places a grain by <see cref="BirthplacePlacement"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class BirthplacePlacementAttribute() : PlacementAttribute(new BirthplacePlacement());
