using System.ComponentModel.DataAnnotations;

namespace Orchestrator.Storage.Protection;

/// <summary>Where the operator's key comes from: at most one of <see cref="File"/>, <see cref="Environment"/> and <see cref="Command"/>.</summary>
public sealed class TopKeyOptions
{
    internal const int MostTimeoutSeconds = 300;

    /// <summary>A file with the key: 32 raw bytes, or 64 hex digits, or base64. Nobody but its owner may have any right to it.</summary>
    /// <value>Null by default.</value>
    public string? File { get; set; }

    /// <summary>The name of the environment variable with the key as 64 hex digits or base64.</summary>
    /// <value>Null by default.</value>
    public string? Environment { get; set; }

    /// <summary>A program that writes the key on its standard output and exits with 0; run once at start, without a shell.</summary>
    /// <value>Null by default.</value>
    public string? Command { get; set; }

    /// <summary>The program's arguments.</summary>
    /// <value>None by default.</value>
    public IList<string> Arguments { get; } = [];

    /// <summary>How long the program may take, in seconds.</summary>
    /// <value>10 by default; 1 to 300.</value>
    [Range(1, MostTimeoutSeconds)]
    public int TimeoutSeconds { get; set; } = 10;

    internal bool IsSet => this is not { File: null or "", Environment: null or "", Command: null or "" };
}
