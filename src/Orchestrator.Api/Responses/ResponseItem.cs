using System.Text.Json;

namespace Orchestrator.Api.Responses;

/// <summary>One item of a conversation.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Write">Writes it.</param>
internal readonly record struct ResponseItem(string Id, Action<Utf8JsonWriter> Write);
