namespace Orchestrator.Crash.Tests.Disk;

/// <summary>One thing done to a disk.</summary>
/// <param name="Number">Its place among the steps that change the disk, from 1; of a read, the place of the change before it.</param>
/// <param name="Act">What is done.</param>
/// <param name="File">The file's name without its directory; empty for a file without a name.</param>
internal readonly record struct DiskStep(int Number, DiskAct Act, string File);
