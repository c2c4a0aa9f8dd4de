namespace Orchestrator.Routing.Tests.Difficulty;

/// <summary>A copy of a folder that a test may damage.</summary>
internal sealed class FolderCopy : IDisposable
{
    public FolderCopy(string source)
    {
        Path = Directory.CreateTempSubdirectory("orchestrator-difficulty-").FullName;
        foreach (var file in Directory.GetFiles(source))
            File.Copy(file, this[System.IO.Path.GetFileName(file)]);
    }

    public string Path { get; }

    public string this[string file] => System.IO.Path.Combine(Path, file);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
