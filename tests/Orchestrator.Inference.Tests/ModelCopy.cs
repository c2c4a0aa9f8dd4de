namespace Orchestrator.Inference.Tests;

/// <summary>A copy of a shipped model's folder that a test may damage.</summary>
internal sealed class ModelCopy : IDisposable
{
    public ModelCopy(string name)
    {
        Folder = Directory.CreateTempSubdirectory("orchestrator-model-").FullName;
        foreach (var file in Directory.GetFiles(ShippedModels.Folder(name), "*", SearchOption.AllDirectories))
        {
            var copy = this[Path.GetRelativePath(ShippedModels.Folder(name), file)];
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public string Folder { get; }

    public string this[string file] => Path.Combine(Folder, file);

    public void Replace(string file, string old, string with)
    {
        var text = File.ReadAllText(this[file]);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(this[file], text.Replace(old, with, StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
