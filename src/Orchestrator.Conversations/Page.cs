using System.Collections.Immutable;

namespace Orchestrator.Conversations;

/// <summary>One page of a list.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">The page's items.</param>
/// <param name="NextPageToken">Asks for the next page; null on the last.</param>
public sealed record Page<T>(ImmutableArray<T> Items, string? NextPageToken);
