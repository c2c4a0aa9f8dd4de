namespace Orchestrator.Storage.Sqlite;

/// <summary>An append was refused after part of it had been written, and cannot be undone without the rest of its transaction.</summary>
/// <param name="refusal">Why it was refused.</param>
internal sealed class HalfWrittenException(Exception refusal) : Exception("An append was refused half-way.", refusal);
