using System.Text.Json;
using System.Xml.Linq;

namespace Orchestrator.Architecture.Tests;

/// <summary>The repository as its project files describe it.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Short(string project) => project["Orchestrator.".Length..];

    /// <summary>Each project of <c>src</c> with the projects that it references, without the common prefix.</summary>
    public static Dictionary<string, string[]> References() =>
        Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories).ToDictionary(
            p => Short(Path.GetFileNameWithoutExtension(p)),
            p => XDocument.Load(p).Descendants("ProjectReference")
                .Select(r => Short(Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/'))))
                .ToArray());

    /// <summary>Every package and project in a project's closure, as restore resolved it.</summary>
    public static string[] Closure(string project)
    {
        var assets = Path.Combine(Root, "src", $"Orchestrator.{project}", "obj", "project.assets.json");
        using var json = JsonDocument.Parse(File.ReadAllBytes(assets));
        return [.. json.RootElement.GetProperty("libraries").EnumerateObject().Select(l => l.Name.Split('/')[0])];
    }

    public static string Assembly(string project)
    {
        var name = $"Orchestrator.{project}.dll";
        return Path.Combine(AppContext.BaseDirectory, name);
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Orchestrator.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
