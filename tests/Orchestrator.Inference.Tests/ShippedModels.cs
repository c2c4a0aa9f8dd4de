using Orchestrator.Inference.Taggers;

namespace Orchestrator.Inference.Tests;

/// <summary>The two models as they ship, loaded once.</summary>
internal static class ShippedModels
{
    static readonly Lazy<TaggerModel> LazyNano = new(() => TaggerModel.Load(Folder("nano-commands")));
    static readonly Lazy<TaggerModel> LazyMini = new(() => TaggerModel.Load(Folder("mini-answers")));

    public static TaggerModel Nano => LazyNano.Value;

    public static TaggerModel Mini => LazyMini.Value;

    public static string Folder(string name) => Path.Combine(AppContext.BaseDirectory, "models", name);
}
