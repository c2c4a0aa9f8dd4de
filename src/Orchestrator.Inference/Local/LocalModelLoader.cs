using Orchestrator.Inference.Chat;
using Orchestrator.Inference.Decoders;
using Orchestrator.Inference.Layout;
using Orchestrator.Inference.Taggers;

namespace Orchestrator.Inference.Local;

/// <summary>Makes the right client for a model folder.</summary>
public static class LocalModelLoader
{
    /// <summary>Loads a model from a folder with a <c>model.json</c>, after checking the digest of every file, or a decoder of somebody else from a folder in the Hugging Face layout.</summary>
    /// <param name="folder">The model folder.</param>
    /// <param name="options">Settings for taggers; null for the defaults.</param>
    /// <param name="decoder">Settings for decoders; null for the defaults.</param>
    /// <param name="whenNeeded">Whether the network of a model with a manifest is loaded when it is asked for the first time only.</param>
    /// <exception cref="ModelLoadException">A file is missing or has the wrong digest, or the kind or schema is unknown.</exception>
    public static LocalModel Load(string folder, TaggerOptions? options = null, DecoderOptions? decoder = null, bool whenNeeded = false)
    {
        if (HuggingFaceFolder.IsOne(folder))
            return DecoderLoader.Load(folder, decoder);
        var manifest = VerifiedFolder.ReadManifest(folder);
        if (manifest.Kind == NarrowChatClient.Kind)
            return DecoderLoader.LoadVerified(folder, decoder, whenNeeded);
        if (manifest.Kind is not (TaggerModel.CommandsKind or TaggerModel.AnswersKind))
            throw new ModelLoadException($"The model in '{folder}' is of kind '{manifest.Kind}'; this build runs '{TaggerModel.CommandsKind}', '{TaggerModel.AnswersKind}' and '{NarrowChatClient.Kind}'. Name another folder, or use a version of Orchestrator that has an engine for it.");
        var model = TaggerModel.Load(folder, whenNeeded);
        var client = new TaggerChatClient(model, options);
        return new LocalModel(model.Name, model.Version, model.Digest, manifest.Role, client, client.Confidence, () => model.Problem);
    }
}
