using Orleans.Runtime.Placement;

namespace Orchestrator.Grains.Placement;

/// <summary>Does what <see cref="BirthplacePlacement"/> says.</summary>
internal sealed class BirthplaceDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silos = context.GetCompatibleSilos(target);
        var born = ConversationKey.TryParse(target.GrainIdentity.Key.ToString(), out var key)
            ? Array.Find(silos, silo => Birthplace.Is(silo, key.Id))
            : null;
        if (born is null && silos.Contains(context.LocalSilo))
            born = context.LocalSilo;
        return Task.FromResult(born ?? silos[(int)(target.GrainIdentity.GetUniformHashCode() % (uint)silos.Length)]);
    }
}
