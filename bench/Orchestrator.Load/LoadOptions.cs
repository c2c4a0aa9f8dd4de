using System.Globalization;

namespace Orchestrator.Load;

/// <summary>How a run is made.</summary>
internal sealed record LoadOptions
{
    /// <summary>How often every target is driven in every setting; ratios are medians over rounds.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>How long a target is driven in one round.</summary>
    public TimeSpan Slice { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>How long each target is driven before anything is counted.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>Pieces of an answer.</summary>
    public int Pieces { get; init; } = 16;

    /// <summary>What the provider waits before its first byte, in milliseconds, but where a setting says otherwise.</summary>
    public int DelayMs { get; init; }

    /// <summary>A folder that holds the silo to measure; null to publish it, as users do, for this machine.</summary>
    public string? Silo { get; init; }

    /// <summary>A folder that holds another build of the silo, driven beside the measured one.</summary>
    public string? Against { get; init; }

    /// <summary>A folder in which npm has installed <c>@portkey-ai/gateway</c>; empty to install it for this run; null to leave it out.</summary>
    public string? Portkey { get; init; }

    /// <summary>Starts of the silo that are timed.</summary>
    public int Starts { get; init; } = 5;

    /// <summary>Seeds arrivals.</summary>
    public int Seed { get; init; } = 20261124;

    /// <summary>Only these connections; for a look at one setting, without the promises' verdict.</summary>
    public int? Connections { get; init; }

    /// <summary>Only this target.</summary>
    public string? Target { get; init; }

    /// <summary>Print JSON on standard output, the table on standard error.</summary>
    public bool Json { get; init; }

    /// <summary>Where the silo keeps its data; a new folder in it is made and removed. Null for the system's temporary folder.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Instead of all else: what decoders cost a device, a gateway and a silo at their start and in memory.</summary>
    public bool Decoders { get; init; }

    /// <summary>Whether something is left out, so that no promise can be judged.</summary>
    public bool IsPartial => Connections is not null || Target is not null;

    public const string Usage =
        """
        Orchestrator.Load [--quick] [--json] [--rounds N] [--slice SECONDS] [--warm-up SECONDS] [--pieces N] [--delay MS] [--starts N] [--seed N] [--data FOLDER] [--connections N] [--target direct|yarp|portkey|openai|grpc|against] [--silo FOLDER] [--against FOLDER] [--portkey FOLDER|install] [--decoders]
        Drives the stand-in provider directly, through YARP and, if asked, Portkey's gateway, and through a silo by OpenAI HTTP and gRPC, interleaved, and prints ratios.
        The silo is published for this machine first, as users run it; --silo takes one that lies there. --against drives another build of it in the same run.
        --decoders measures instead what decoders cost a device, a gateway and a silo: start and memory, with and without.
        Exit code: 0 when every bar is met, 1 when one is missed, 2 when the run could not be made.
        """;

    public static LoadOptions Parse(string[] args)
    {
        var options = new LoadOptions();
        var left = new Queue<string>(args);
        while (left.TryDequeue(out var name))
        {
            options = name switch
            {
                "--quick" => options with { Rounds = 2, Slice = TimeSpan.FromSeconds(1), WarmUp = TimeSpan.FromSeconds(3), Starts = 2 },
                "--json" => options with { Json = true },
                "--rounds" => options with { Rounds = (int)Number(name, left) },
                "--slice" => options with { Slice = TimeSpan.FromSeconds(Number(name, left)) },
                "--warm-up" => options with { WarmUp = TimeSpan.FromSeconds(Number(name, left)) },
                "--pieces" => options with { Pieces = (int)Number(name, left) },
                "--delay" => options with { DelayMs = (int)Number(name, left) },
                "--starts" => options with { Starts = (int)Number(name, left) },
                "--seed" => options with { Seed = (int)Number(name, left) },
                "--connections" => options with { Connections = (int)Number(name, left) },
                "--decoders" => options with { Decoders = true },
                "--target" => options with { Target = Value(name, left) },
                "--silo" => options with { Silo = Value(name, left) },
                "--against" => options with { Against = Value(name, left) },
                "--portkey" => options with { Portkey = Value(name, left) is var folder && folder == "install" ? "" : folder },
                "--data" => options with { DataDirectory = Value(name, left) },
                _ => throw new LoadException($"'{name}' is not known.\n{Usage}"),
            };
        }

        return options is { Rounds: >= 1, Pieces: >= 1 and <= 10_000, DelayMs: >= 0, Starts: >= 1, Slice.TotalSeconds: >= 0.1 }
            ? options
            : throw new LoadException($"A number is out of its range.\n{Usage}");
    }

    private static double Number(string name, Queue<string> left) =>
        double.TryParse(Value(name, left), CultureInfo.InvariantCulture, out var number) ? number : throw new LoadException($"{name} needs a number.");

    private static string Value(string name, Queue<string> left) =>
        left.TryDequeue(out var value) ? value : throw new LoadException($"{name} needs a value.");
}
