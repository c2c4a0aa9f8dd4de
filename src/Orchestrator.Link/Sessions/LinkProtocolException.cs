namespace Orchestrator.Link.Sessions;

/// <summary>The other side broke the protocol's rules; the session ends.</summary>
/// <param name="message">Which rule, without content.</param>
internal sealed class LinkProtocolException(string message) : Exception(message);
