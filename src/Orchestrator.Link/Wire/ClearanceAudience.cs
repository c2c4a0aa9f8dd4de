namespace Orchestrator.Link.Wire;

/// <summary>
/// Whom a clearance is made out to: one session with one relay. What a relay remembers of used clearances ends with its process,
/// and the session does too.
/// </summary>
internal static class ClearanceAudience
{
    public static string Of(string relay, string session) => $"{relay}/{session}";
}
