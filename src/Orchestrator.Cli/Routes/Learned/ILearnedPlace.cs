namespace Orchestrator.Cli.Routes.Learned;

/// <summary>A process that learned, running or stopped.</summary>
internal interface ILearnedPlace
{
    /// <exception cref="FormatException">It cannot be asked, or its file cannot be read.</exception>
    Task<IReadOnlyList<LearnedLine>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Forgets what was learned for a tenant; of one model, when one is named.</summary>
    /// <returns>Which process it was, and how many rows.</returns>
    /// <exception cref="FormatException">It cannot be done, and nothing was changed.</exception>
    Task<(string Node, int Rows)> ForgetAsync(string tenant, string? model, CancellationToken cancellationToken);
}
