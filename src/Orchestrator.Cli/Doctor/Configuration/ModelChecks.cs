using Microsoft.Extensions.AI;
using Orchestrator.Hosting.Serving;
using Orchestrator.Inference.Decoders;
using Orchestrator.Inference.Encoders;
using Orchestrator.Inference.Local;
using Orchestrator.Routing.Difficulty;

namespace Orchestrator.Cli.Doctor.Configuration;

/// <summary>Models: all files there, each with its digest, and they load.</summary>
internal static class ModelChecks
{
    private const string Remedy = "Restore the models folder beside the program: build or install again.";

    public static IEnumerable<Check> Run(string folder, string nano = "nano-commands", string mini = "mini-answers", string difficulty = "difficulty", DecoderSettings? settings = null, string? embeddings = null, params IEnumerable<string> decoders)
    {
        if (nano.Length > 0)
            yield return Try(nano, () => Id(folder, nano));
        if (mini.Length > 0)
            yield return Try(mini, () => Id(folder, mini));
        foreach (var decoder in decoders.Where(d => d.Length > 0))
            yield return Decoder(Path.Combine(folder, decoder), settings ?? new());
        if (embeddings is { Length: > 0 })
            yield return Embeddings(Path.Combine(folder, embeddings));
        yield return Try(difficulty, () => DifficultyEstimator.Load(Path.Combine(folder, difficulty)).Version);
    }

    private static string Id(string folder, string name)
    {
        using var model = LocalModelLoader.Load(Path.Combine(folder, name));
        return model.Id;
    }

    // A decoder may be somebody else's model: then there is no digest to hold it to, but it must load.
    private static Check Decoder(string path, DecoderSettings settings)
    {
        var name = $"decoder {Path.GetFileName(path)}";
        try
        {
            using var model = settings.Load(path, null);
            var found = model.Client.GetService<DecoderDescription>();
            return found is { Fallback: { } why }
                ? Check.Warn(name, "DECODER_PROVIDER", $"{model.Id} runs on {found.Provider}: {why}", "Install what is missing, or set 'Orchestrator:Models:Decoders:Provider' to Cpu.")
                : Check.Ok(name, "DECODER_OK", $"{model.Id}{(found is null ? "" : $", variant {found.Variant} on {found.Provider}")}, loaded and run{(settings.RunsInWorker(path) ? " in a worker" : "")}");
        }
        catch (Exception exception) when (exception is ModelLoadException or ArgumentException)
        {
            return Check.Fail(name, "DECODER_DAMAGED", exception.Message, "Mend the folder or the settings under 'Orchestrator:Models:Decoders', or leave the setting empty: a node goes on without its decoder.");
        }
    }

    private static Check Embeddings(string path)
    {
        var name = $"embeddings {Path.GetFileName(path)}";
        try
        {
            using var encoder = SentenceEncoder.Load(path);
            return Check.Ok(name, "EMBEDDINGS_OK", "loaded");
        }
        catch (ModelLoadException exception)
        {
            return Check.Fail(name, "EMBEDDINGS_DAMAGED", exception.Message, "Mend the folder, or leave 'Orchestrator:Models:Embeddings' empty: a host goes on without it and refuses embeddings.");
        }
    }

    private static Check Try(string name, Func<string> load)
    {
        try
        {
            return Check.Ok($"model {name}", "MODEL_OK", $"{load()}, every file of the right digest");
        }
        catch (Exception exception) when (exception is ModelLoadException or DifficultyLoadException)
        {
            return Check.Fail($"model {name}", "MODEL_DAMAGED", exception.Message, Remedy);
        }
    }
}
