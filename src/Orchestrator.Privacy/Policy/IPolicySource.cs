namespace Orchestrator.Privacy;

/// <summary>The policy in force. Thread-safe; each decision reads it once.</summary>
public interface IPolicySource
{
    /// <summary>The policy that decides now.</summary>
    PrivacyPolicy Current { get; }
}
