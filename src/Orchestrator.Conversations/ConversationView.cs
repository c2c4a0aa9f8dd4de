namespace Orchestrator.Conversations;

/// <summary>A conversation as callers see it.</summary>
/// <param name="Id">The conversation.</param>
/// <param name="Owner">Whose it is.</param>
/// <param name="Site">The place it belongs to.</param>
/// <param name="Turns">How many turns it has.</param>
/// <param name="CreatedAt">When its first turn was accepted.</param>
/// <param name="UpdatedAt">When it changed last.</param>
public sealed record ConversationView(ConversationId Id, string Owner, string Site, int Turns, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
