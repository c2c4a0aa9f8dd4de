namespace Orchestrator;

/// <summary>Who speaks a message.</summary>
public enum Role
{
    /// <summary>Instructions of the application.</summary>
    System = 1,

    /// <summary>The person.</summary>
    User = 2,

    /// <summary>A model.</summary>
    Assistant = 3,

    /// <summary>The result of a tool call.</summary>
    Tool = 4,
}
