using System.ComponentModel.DataAnnotations;

namespace Orchestrator.Device;

/// <summary>How an app runs its turns in its own process.</summary>
public sealed class DeviceOptions
{
    /// <summary>The directory that keeps the conversations, their keys and the ledger of what left. One process owns it.</summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "DataDirectory must name the directory that keeps the conversations.")]
    public string DataDirectory { get; set; } = "";

    /// <summary>The folder with a folder for each model.</summary>
    /// <value>By default <c>models</c> beside the app, where the shipped ones travel.</value>
    [Required(AllowEmptyStrings = false)]
    public string ModelsPath { get; set; } = Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>The nano model's folder within it; empty for none.</summary>
    /// <value>The default is <c>nano-commands</c>.</value>
    public string Nano { get; set; } = "nano-commands";

    /// <summary>The folder of a decoder with a manifest that answers what the nano model says is not its own, loaded when it is asked for the first time; empty for none.</summary>
    /// <value>The default is <c>nano-chat</c>.</value>
    public string NanoDecoder { get; set; } = "nano-chat";

    /// <summary>The difficulty estimator's folder.</summary>
    /// <value>The default is <c>difficulty</c>.</value>
    [Required(AllowEmptyStrings = false)]
    public string Difficulty { get; set; } = "difficulty";

    /// <summary>What may leave the device: a policy file, which is looked at again when it changes, or <c>strict</c>, <c>balanced</c> or <c>open</c>.</summary>
    /// <value>Null by default: <c>balanced</c>.</value>
    public string? Policy { get; set; }

    /// <summary>
    /// This device's keys, as the silo knows them. With it the app has a link of its own to <see cref="ClusterAddress"/>, over which it reaches
    /// its site's gateways and the cluster's providers; without, it answers on its own.
    /// </summary>
    /// <value>Null by default.</value>
    public string? IdentityFile { get; set; }

    /// <summary>The silo's gRPC address; off this machine only https. Needed with <see cref="IdentityFile"/>.</summary>
    /// <value>Null by default.</value>
    public string? ClusterAddress { get; set; }

    /// <summary>The person whose conversations these are.</summary>
    /// <value>The default is <c>owner</c>.</value>
    [Required(AllowEmptyStrings = false)]
    public string Owner { get; set; } = "owner";
}
