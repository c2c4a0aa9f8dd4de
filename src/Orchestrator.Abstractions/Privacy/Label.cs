using System.Collections.Immutable;

namespace Orchestrator;

/// <summary>
/// The sensitivity that a text carries: a level and the categories found, a join-semilattice.
/// <see cref="Join"/> is associative, commutative and idempotent, and never lowers.
/// </summary>
public sealed record Label
{
    /// <summary>The bottom of the lattice: public, no category.</summary>
    public static Label Public { get; } = new(SensitivityLevel.Public, []);

    /// <summary>Makes a label; categories are kept sorted and without repeats.</summary>
    /// <param name="level">The level.</param>
    /// <param name="categories">Finding types such as <c>CREDIT_CARD</c>.</param>
    public Label(SensitivityLevel level, IEnumerable<string> categories)
    {
        Level = level;
        Categories = [.. categories.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>The highest level of anything found.</summary>
    public SensitivityLevel Level { get; }

    /// <summary>The types of what was found, sorted.</summary>
    public ImmutableArray<string> Categories { get; }

    /// <summary>The least label that is at least both.</summary>
    /// <param name="other">The other label.</param>
    public Label Join(Label other)
    {
        if (other.Level <= Level && other.Categories.All(c => Categories.Contains(c, StringComparer.Ordinal)))
            return this;
        return new((SensitivityLevel)Math.Max((int)Level, (int)other.Level), Categories.Concat(other.Categories));
    }

    /// <inheritdoc/>
    public bool Equals(Label? other) =>
        other is not null && Level == other.Level && Categories.AsSpan().SequenceEqual(other.Categories.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Level);
        foreach (var category in Categories)
            hash.Add(category, StringComparer.Ordinal);
        return hash.ToHashCode();
    }
}
