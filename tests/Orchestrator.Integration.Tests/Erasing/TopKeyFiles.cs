using System.Security.Cryptography;

namespace Orchestrator.Integration.Tests.Erasing;

/// <summary>An operator's top key in a file, and the one after it.</summary>
internal sealed class TopKeyFiles : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("orchestrator-top-").FullName;

    public TopKeyFiles() => (Current, Next) = (Make("current.key"), Make("next.key"));

    public string Current { get; }

    public string Next { get; }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string Make(string name)
    {
        var path = Path.Combine(_directory, name);
        File.WriteAllText(path, RandomNumberGenerator.GetHexString(64, lowercase: true));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }
}
