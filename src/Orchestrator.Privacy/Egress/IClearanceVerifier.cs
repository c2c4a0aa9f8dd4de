namespace Orchestrator.Privacy;

/// <summary>Verifies signatures of nodes that may clear. Thread-safe.</summary>
public interface IClearanceVerifier
{
    /// <summary>Whether the signer is known, may clear, and made this signature of these bytes.</summary>
    /// <param name="signer">Who claims to have signed.</param>
    /// <param name="payload">What was signed.</param>
    /// <param name="signature">The signature.</param>
    bool Verify(string signer, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> signature);
}
