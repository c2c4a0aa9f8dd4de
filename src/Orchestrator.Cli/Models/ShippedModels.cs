using Orchestrator.Inference.Local;
using Orchestrator.Routing.Difficulty;

namespace Orchestrator.Cli.Models;

/// <summary>Finds models.</summary>
internal static class ShippedModels
{
    /// <summary>The models that travel beside the command.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>The folder of a model given as a folder or as a shipped release, <c>name</c> or <c>name@sha256:hex</c>.</summary>
    /// <exception cref="FormatException">There is no such model.</exception>
    public static string Find(string model)
    {
        if (Directory.Exists(model))
            return model;
        var name = model.Split('@')[0];
        var folder = Path.Combine(Folder, name);
        if (name.Length > 0 && name.IndexOfAny(['/', '\\']) < 0 && File.Exists(Path.Combine(folder, "model.json")))
            return folder;
        var known = Directory.Exists(Folder) ? string.Join(", ", Directory.EnumerateDirectories(Folder).Select(Path.GetFileName)) : "none";
        throw new FormatException($"'{model}' is neither a folder nor a model that ships. Those that ship: {known}.");
    }

    /// <summary>Opens something made of models, with what is wrong with their files told as a refusal.</summary>
    public static T Open<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (Exception exception) when (exception is ModelLoadException or DifficultyLoadException)
        {
            throw new FormatException(exception.Message, exception);
        }
    }
}
