namespace Orchestrator.Storage.Ownership;

/// <summary>Who owns a data directory, as <c>owner.json</c> in it tells. Only people read it; the lock decides.</summary>
/// <param name="ProcessId">The operating system's id of the process.</param>
/// <param name="ProcessName">The program's name.</param>
/// <param name="Machine">The machine's name; a container's process id means nothing outside it.</param>
/// <param name="Since">Since when.</param>
public sealed record DirectoryOwner(int ProcessId, string ProcessName, string Machine, DateTimeOffset Since);
