namespace Orchestrator.Privacy;

/// <summary>A clearance as it crosses a process border.</summary>
/// <param name="Clearance">What is cleared.</param>
/// <param name="Signer">Who signed it.</param>
/// <param name="Signature">The signature of <see cref="Clearance.ToPayload"/>.</param>
public sealed record SignedClearance(Clearance Clearance, string Signer, ReadOnlyMemory<byte> Signature);
