using System.Collections.Immutable;

namespace Orchestrator.Inference.Providers.Prices;

/// <summary>What models cost at providers on one day. Immutable.</summary>
/// <param name="Date">The day of the prices.</param>
/// <param name="Prices">The entries.</param>
public sealed record PriceList(DateOnly Date, ImmutableArray<ListedPrice> Prices)
{
    /// <summary>
    /// The price of a model. An entry of that very provider beats one of any provider, a model's full name beats a beginning, and the
    /// longer beginning the shorter.
    /// </summary>
    /// <param name="provider">The provider's configured name.</param>
    /// <param name="model">The model's name at the provider.</param>
    /// <returns>The price with the list's day; null when the list has none.</returns>
    public TargetPrice? Find(string provider, string model)
    {
        ListedPrice? best = null;
        foreach (var entry in Prices)
        {
            if (entry.Matches(provider, model) && (best is null || entry.Rank.CompareTo(best.Rank) > 0))
                best = entry;
        }

        return best is null ? null : best.Price with { AsOf = Date };
    }
}
