using System.ComponentModel.DataAnnotations;

namespace Orchestrator.Hosting.Serving;

/// <summary>What every serving process is told; configuration section <c>Orchestrator</c>.</summary>
public sealed class ServingOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Orchestrator";

    /// <summary>The directory that keeps this process's conversations and keys; one process owns it.</summary>
    /// <value>No default: it must be named.</value>
    [Required(AllowEmptyStrings = false, ErrorMessage = $"{Section}:DataDirectory must name the directory that keeps the conversations.")]
    public string DataDirectory { get; set; } = "";

    /// <summary>Where OpenAI HTTP and health are served.</summary>
    [Required]
    public EndpointOptions Http { get; set; } = new();

    /// <summary>Where gRPC is served.</summary>
    [Required]
    public EndpointOptions Grpc { get; set; } = new();

    /// <summary>Where the models are.</summary>
    [Required]
    public LocalModelOptions Models { get; set; } = new();

    /// <summary>The privacy policy: a file, or <c>strict</c>, <c>balanced</c> or <c>open</c>.</summary>
    /// <value>Null by default: <c>balanced</c>.</value>
    public string? PolicyFile { get; set; }

    /// <summary>The Ed25519 public key, 32 bytes in base64, that must have signed the policy file.</summary>
    /// <value>Null by default: the file needs no signature.</value>
    public string? PolicyKey { get; set; }

    /// <summary>Whether the system may write a core dump of this process; one holds what people said, and keys.</summary>
    /// <value>False by default.</value>
    public bool AllowCoreDumps { get; set; }

    /// <summary>A file of recognisers of one's own, read at start.</summary>
    /// <value>Null by default: none.</value>
    public string? RecognizersFile { get; set; }
}
