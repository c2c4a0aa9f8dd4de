using Orchestrator.Conversations.Events;

namespace Orchestrator.Conversations.Feedback;

/// <summary>An answer to something that may be asked again.</summary>
/// <param name="Target">Who gave it.</param>
/// <param name="Routed">The decision that chose it.</param>
internal sealed record RecentAnswer(Target Target, TurnRouted Routed);
