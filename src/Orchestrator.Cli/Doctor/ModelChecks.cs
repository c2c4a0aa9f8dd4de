using Orchestrator.Inference.Local;
using Orchestrator.Routing.Difficulty;

namespace Orchestrator.Cli.Doctor;

/// <summary>The models that ship: all files there, each with its digest, and they load.</summary>
internal static class ModelChecks
{
    private const string Remedy = "Restore the models folder beside the program: build or install again.";

    public static IEnumerable<Check> Run(string folder)
    {
        yield return Try("nano-commands", () => Id(folder, "nano-commands"));
        yield return Try("mini-answers", () => Id(folder, "mini-answers"));
        yield return Try("difficulty", () => DifficultyEstimator.Load(Path.Combine(folder, "difficulty")).Version);
    }

    private static string Id(string folder, string name)
    {
        using var model = LocalModelLoader.Load(Path.Combine(folder, name));
        return model.Id;
    }

    private static Check Try(string name, Func<string> load)
    {
        try
        {
            return Check.Ok($"model {name}", $"{load()}, every file of the right digest");
        }
        catch (Exception exception) when (exception is ModelLoadException or DifficultyLoadException)
        {
            return Check.Fail($"model {name}", exception.Message, Remedy);
        }
    }
}
