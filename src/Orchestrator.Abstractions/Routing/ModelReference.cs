namespace Orchestrator;

/// <summary>Which model, exactly.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Digest">SHA-256 of the model's file in lower-case hex, if we hold the file.</param>
/// <param name="StandIn">True for a stand-in provider, which is no model at all.</param>
public sealed record ModelReference(string Name, string? Digest = null, bool StandIn = false)
{
    /// <summary><c>name@sha256:&lt;hex&gt;</c>, <c>name@stand-in</c>, or the provider's name alone.</summary>
    public override string ToString() =>
        StandIn ? $"{Name}@stand-in" : Digest is null ? Name : $"{Name}@sha256:{Digest}";
}
