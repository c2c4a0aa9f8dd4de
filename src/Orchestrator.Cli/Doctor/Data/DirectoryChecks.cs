using Orchestrator.Cli.Up;
using Orchestrator.Storage;

namespace Orchestrator.Cli.Doctor.Data;

/// <summary>A directory that keeps conversations or keys: whether it can be written, and by whom it can be read.</summary>
internal static class DirectoryChecks
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public static Check Writable(string directory, string name = "writing")
    {
        var probe = Path.Combine(directory, $".doctor-{Environment.ProcessId}");
        try
        {
            PrivateFiles.Write(probe, "probe");
            File.Delete(probe);
            return Check.Ok(name, StorageStates.Code(StorageState.Ok), $"{directory} can be written");
        }
        catch (Exception exception) when (exception is IOException { HResult: 28 })
        {
            return Check.Fail(name, StorageStates.Code(StorageState.Full), $"{directory} cannot be written: there is no space left", StorageStates.Remedy(StorageState.Full)!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Check.Fail(name, StorageStates.Code(StorageState.ReadOnly), $"{directory} cannot be written: {exception.Message}", StorageStates.Remedy(StorageState.ReadOnly)!);
        }
    }

    /// <param name="directory">The directory.</param>
    /// <param name="secrets">Files in it that hold keys.</param>
    /// <param name="name">What is checked.</param>
    public static Check Permissions(string directory, IEnumerable<string> secrets, string name = "permissions")
    {
        if (OperatingSystem.IsWindows())
            return Check.Ok(name, "PERMISSIONS_SYSTEM", "left to Windows");
        var open = secrets.Prepend(directory).Where(path => Path.Exists(path) && OpenToOthers(path)).Select(Path.GetFileName).ToList();
        return open.Count == 0
            ? Check.Ok(name, "PERMISSIONS_OK", "keys and data are their owner's alone")
            : Check.Fail(name, "PERMISSIONS_OPEN", $"other users can reach {string.Join(", ", open)}", $"chmod -R go= {directory}");
    }

    private static bool OpenToOthers(string path) => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0;
}
