namespace Orchestrator.Grains.Placement;

/// <summary>
/// Where a conversation was opened: the first 16 bits of its id are the mark of that silo's present life. Two silos may have the same
/// mark; the journal's fence decides then, as it does between any two hosts.
/// </summary>
internal static class Birthplace
{
    private const int Shift = 128 - 16;

    /// <summary>An id for a conversation that is opened in this silo.</summary>
    public static ConversationId NewId(SiloAddress silo) =>
        new((ConversationId.New().Value & ((UInt128.One << Shift) - 1)) | ((UInt128)Mark(silo) << Shift));

    /// <summary>Whether a conversation of this id may have been opened in that silo.</summary>
    public static bool Is(SiloAddress silo, ConversationId id) => (ushort)(id.Value >> Shift) == Mark(silo);

    private static ushort Mark(SiloAddress silo) => (ushort)silo.GetConsistentHashCode();
}
