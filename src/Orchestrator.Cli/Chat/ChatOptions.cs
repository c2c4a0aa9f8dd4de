namespace Orchestrator.Cli.Chat;

/// <summary>What <c>chat</c> was asked for.</summary>
internal sealed record ChatOptions
{
    public required Uri Endpoint { get; init; }

    public string? Key { get; init; }

    public ConversationId? Conversation { get; init; }

    public RoutePreference Preference { get; init; } = RoutePreference.None;

    public bool Json { get; init; }
}
