namespace Orchestrator.Cli.Doctor;

/// <summary>How a check came out.</summary>
internal enum CheckState
{
    Ok,
    Warn,
    Fail,
}

/// <summary>One check's result.</summary>
/// <param name="State">How it came out.</param>
/// <param name="Name">What was checked.</param>
/// <param name="Found">What was found, and what it means.</param>
/// <param name="Remedy">What to do; null when nothing.</param>
internal sealed record Check(CheckState State, string Name, string Found, string? Remedy = null)
{
    /// <summary>The stable code of what was found, such as <c>STORAGE_FULL</c>; null where there is nothing to name.</summary>
    public string? Code { get; init; }

    public static Check Ok(string name, string found) => new(CheckState.Ok, name, found);

    public static Check Warn(string name, string found, string remedy) => new(CheckState.Warn, name, found, remedy);

    public static Check Fail(string name, string found, string remedy) => new(CheckState.Fail, name, found, remedy);
}
