using System.CommandLine;
using Orchestrator.Storage.Protection;

namespace Orchestrator.Cli.Keys;

/// <summary>The options that name a top key in one of its three ways: file, environment, command.</summary>
internal sealed class TopKeyArguments
{
    private readonly Option<string?> _file;
    private readonly Option<string?> _environment;
    private readonly Option<string?> _command;
    private readonly Option<string[]> _arguments;

    /// <param name="prefix">How the options begin, such as <c>--to</c>.</param>
    /// <param name="what">Which key they name.</param>
    public TopKeyArguments(string prefix, string what)
    {
        _file = new($"{prefix}-file") { Description = $"{what}: a file with 32 raw bytes, 64 hex digits or base64, its owner's alone.", HelpName = "file" };
        _environment = new($"{prefix}-environment") { Description = $"{what}: the name of a variable with hex or base64.", HelpName = "variable" };
        _command = new($"{prefix}-command") { Description = $"{what}: a program that prints it, run without a shell.", HelpName = "program" };
        _arguments = new($"{prefix}-argument") { Description = "An argument of that program; may be repeated.", HelpName = "argument" };
    }

    public void AddTo(Command command)
    {
        command.Options.Add(_file);
        command.Options.Add(_environment);
        command.Options.Add(_command);
        command.Options.Add(_arguments);
    }

    /// <summary>The key's source; null when none was named.</summary>
    public TopKeyOptions? Read(ParseResult parsed)
    {
        var file = parsed.GetValue(_file);
        var options = new TopKeyOptions
        {
            File = file is null ? null : Path.GetFullPath(file),
            Environment = parsed.GetValue(_environment),
            Command = parsed.GetValue(_command),
        };
        foreach (var argument in parsed.GetValue(_arguments) ?? [])
            options.Arguments.Add(argument);
        return options is { File: null, Environment: null, Command: null } ? null : options;
    }
}
