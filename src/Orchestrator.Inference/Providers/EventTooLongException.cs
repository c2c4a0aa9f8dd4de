namespace Orchestrator.Inference.Providers;

/// <summary>A provider sent an event that is longer than what is accepted.</summary>
internal sealed class EventTooLongException() : Exception("An event of the stream is longer than what is accepted.");
