namespace Orchestrator.Crash.Tests.Lives;

/// <summary>The system broke a promise: it lost, doubled, changed or reordered something.</summary>
public sealed class BrokenPromiseException(string what) : Exception(what);
