namespace Orchestrator.Grains.Placement;

/// <summary>
/// A conversation's grain comes to be in the silo that opened the conversation, while that silo lives: it may still hold the
/// conversation, and run its turn. Otherwise where it is asked for first, so that its readers there read it without a call a piece.
/// </summary>
[GenerateSerializer]
[Immutable]
[Alias("orchestrator.BirthplacePlacement")]
internal sealed class BirthplacePlacement : PlacementStrategy;
