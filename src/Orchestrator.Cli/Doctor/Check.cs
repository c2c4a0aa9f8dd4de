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
/// <param name="Code">The stable code of what was found, such as <c>STORAGE_FULL</c>; the same as in health, where health has it.</param>
/// <param name="Found">What was found, and what it means.</param>
/// <param name="Remedy">What to do; null when nothing.</param>
internal sealed record Check(CheckState State, string Name, string Code, string Found, string? Remedy = null)
{
    public static Check Ok(string name, string code, string found) => new(CheckState.Ok, name, code, found);

    public static Check Warn(string name, string code, string found, string remedy) => new(CheckState.Warn, name, code, found, remedy);

    public static Check Fail(string name, string code, string found, string remedy) => new(CheckState.Fail, name, code, found, remedy);
}
