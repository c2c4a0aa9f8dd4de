using System.ComponentModel.DataAnnotations;

namespace Orchestrator.Storage.Protection;

/// <summary>Where the keys of the conversations are; configuration section <c>Orchestrator:Keys</c>.</summary>
public sealed class KeyRingOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Orchestrator:Keys";

    /// <summary>The directory of the journal whose keys these are.</summary>
    /// <value>No default: it must be named.</value>
    [Required(AllowEmptyStrings = false)]
    public string DataDirectory { get; set; } = "";

    /// <summary>The directory of the key file, which may be on another volume than the journal. Of one journal alone.</summary>
    /// <value>Null by default: <c>keys</c> in the data directory.</value>
    public string? Path { get; set; }

    /// <summary>The operator's key.</summary>
    /// <value>None by default: a development key is made in the data directory.</value>
    public TopKeyOptions TopKey { get; set; } = new();

    /// <summary>The operator's key before, while it is being replaced: a file that it wraps is wrapped anew at start.</summary>
    /// <value>None by default.</value>
    public TopKeyOptions PreviousTopKey { get; set; } = new();

    /// <summary>Whether a process that other machines can reach may run with a development key.</summary>
    /// <value>False by default.</value>
    public bool AllowDevelopmentKey { get; set; }

    /// <summary>True when the operator gives the key.</summary>
    public bool HasOperatorKey => TopKey.IsSet;

    internal string KeyDirectory => System.IO.Path.GetFullPath(string.IsNullOrEmpty(Path) ? System.IO.Path.Combine(DataDirectory, "keys") : Path);

    internal string KeyFile => System.IO.Path.Combine(KeyDirectory, "wrapped.keys");
}
