using Orchestrator.Conversations.Budgets;
using Orchestrator.Conversations.Journal;
using Orchestrator.Conversations.Targets;
using Orchestrator.Privacy;

namespace Orchestrator.Conversations.Turns;

/// <summary>An attempt whose bytes are cleared, ready to be journalled and then sent.</summary>
/// <param name="Place">Its place in the plan, from 0.</param>
/// <param name="Connector">Who sends it.</param>
/// <param name="Target">The target as it was cleared.</param>
/// <param name="AcceptsDecline">Whether "not mine" is accepted as the answer.</param>
/// <param name="Cleared">What is sent.</param>
/// <param name="Pseudonyms">What restores the answer.</param>
/// <param name="Reservation">What is set aside for it; null when it costs nothing or no budget applies.</param>
/// <param name="Usage">What is metered of it, before its end.</param>
/// <param name="Recorded">Completes when the ledger holds what would leave; until then nothing may.</param>
internal sealed record ClearedAttempt(
    int Place, ITargetConnector Connector, Target Target, bool AcceptsDecline, Cleared<ModelRequest> Cleared, PseudonymMap Pseudonyms,
    BudgetReservation? Reservation, UsageEntry Usage, Task Recorded);
