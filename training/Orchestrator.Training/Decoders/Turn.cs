namespace Orchestrator.Training.Decoders;

/// <summary>A turn with the answer that a decoder should give.</summary>
internal sealed record Turn(TurnKind Kind, string User, IReadOnlyList<DeclaredTool> Tools, string Answer, string Source)
{
    /// <summary>What a tool reported, when the turn goes on from there.</summary>
    public string? Report { get; init; }
}

/// <summary>What kind of answer a turn asks for.</summary>
internal enum TurnKind : byte
{
    Call,
    NoTool,
    Talk,
    Prepared,
    Pass,
    Report,
}
