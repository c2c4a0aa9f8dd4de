using System.Collections.Immutable;

namespace Orchestrator.Privacy;

/// <summary>Where a message of a request comes from.</summary>
/// <param name="Saw">If a model wrote it, the label of all that the model had seen; otherwise null.</param>
/// <param name="Restored">The values that were put back into it for pseudonyms; empty for what no model wrote.</param>
public readonly record struct MessageOrigin(Label? Saw, ImmutableArray<KnownValue> Restored)
{
    /// <summary>A message that no model wrote.</summary>
    public static MessageOrigin Person { get; } = new(null, []);
}
