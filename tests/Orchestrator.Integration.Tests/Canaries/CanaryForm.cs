namespace Orchestrator.Integration.Tests.Canaries;

/// <summary>A way of writing a canary, as Latin-1 text of the bytes.</summary>
/// <param name="Text">All of it.</param>
/// <param name="Anchor">So many bytes at its beginning tell it from nearly all others: at least a dozen characters of the value.</param>
internal readonly record struct CanaryForm(string Text, int Anchor);
