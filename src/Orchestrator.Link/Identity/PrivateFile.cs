using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Orchestrator.Link.Identity;

/// <summary>JSON files that hold keys: readable by their owner alone, replaced whole.</summary>
internal static class PrivateFile
{
    public static void Save<T>(string path, T content, JsonTypeInfo<T> type)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var fresh = $"{full}.{Guid.NewGuid():N}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(fresh, options))
        {
            JsonSerializer.Serialize(file, content, type);
            file.Flush(flushToDisk: true);
        }

        File.Move(fresh, full, overwrite: true);
    }

    /// <exception cref="InvalidDataException">The file is no such file, or others may read it.</exception>
    public static T Load<T>(string path, JsonTypeInfo<T> type, string what)
    {
        if (path.Length == 0 || Directory.Exists(path))
            throw new InvalidDataException($"'{path}' is no file; expected one that holds {what}.");
        if (!OperatingSystem.IsWindows()
            && (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0)
        {
            throw new InvalidDataException($"'{path}' holds private keys but others than its owner may read or write it. Run: chmod 600 '{path}'.");
        }

        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize(file, type) ?? throw new InvalidDataException($"'{path}' is empty; it should hold {what}.");
        }
        catch (JsonException malformed)
        {
            throw new InvalidDataException($"'{path}' does not hold {what}.", malformed);
        }
    }
}
