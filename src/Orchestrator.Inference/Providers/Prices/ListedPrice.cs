namespace Orchestrator.Inference.Providers.Prices;

/// <summary>One entry of a price list.</summary>
/// <param name="Provider">The provider's configured name; null for any.</param>
/// <param name="Model">The model's name there, or its beginning and then <c>*</c>.</param>
/// <param name="Price">The price.</param>
public sealed record ListedPrice(string? Provider, string Model, TargetPrice Price)
{
    internal (bool Provider, bool Whole, int Length) Rank => (Provider is not null, !IsBeginning, Model.Length);

    private bool IsBeginning => Model.EndsWith('*');

    internal bool Matches(string provider, string model) =>
        (Provider is null || Provider == provider)
        && (IsBeginning ? model.AsSpan().StartsWith(Model.AsSpan(0, Model.Length - 1), StringComparison.Ordinal) : Model == model);
}
