using Orchestrator.Cli.Terminal;
using Orchestrator.Hosting.Learning;
using Orchestrator.Storage.Ownership;
using Spectre.Console;

namespace Orchestrator.Cli.Routes.Learned;

/// <summary>The file of a process that does not run; of one that does it is read, but not changed.</summary>
internal sealed class StoppedProcess(Screen screen, string directory) : ILearnedPlace
{
    private readonly string _file = Path.Combine(directory, LearnedFile.Name);
    private readonly string _name = Path.GetFileName(Path.TrimEndingDirectorySeparator(directory));

    public static bool IsPlace(string directory) => File.Exists(Path.Combine(directory, LearnedFile.Name)) || Storage.JournalInspection.IsDataDirectory(directory);

    public Task<IReadOnlyList<LearnedLine>> ListAsync(CancellationToken cancellationToken)
    {
        if (DirectoryOwnership.IsHeld(directory))
            screen.Errors.MarkupLineInterpolated($"[yellow]A process runs with {directory}: what it learned in the last seconds is not in its file. Ask it itself with --endpoint.[/]");
        return Task.FromResult<IReadOnlyList<LearnedLine>>([.. LearnedFile.Read(_file).Select(r => new LearnedLine(_name, r, null))]);
    }

    public Task<(string Node, int Rows)> ForgetAsync(string tenant, string? model, CancellationToken cancellationToken)
    {
        try
        {
            using var owned = DirectoryOwnership.Take(directory, TimeProvider.System);
            var rows = LearnedFile.Read(_file);
            var kept = rows.Where(r => r.Tenant != tenant || (model is not null && r.Model != model)).ToList();
            if (kept.Count < rows.Count)
                LearnedFile.Write(_file, kept);
            return Task.FromResult((_name, rows.Count - kept.Count));
        }
        catch (DataDirectoryInUseException e)
        {
            throw new FormatException($"{e.Message} A process that runs forgets by itself when it is asked: name it with --endpoint and --key.", e);
        }
    }
}
