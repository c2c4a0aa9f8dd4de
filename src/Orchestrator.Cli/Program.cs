using System.CommandLine;
using Orchestrator.Cli.ApiKeys;
using Orchestrator.Cli.Audit;
using Orchestrator.Cli.Budgets;
using Orchestrator.Cli.Chat;
using Orchestrator.Cli.Doctor;
using Orchestrator.Cli.Erasure;
using Orchestrator.Cli.Keys;
using Orchestrator.Cli.Models;
using Orchestrator.Cli.Policies;
using Orchestrator.Cli.Privacy;
using Orchestrator.Cli.Routes;
using Orchestrator.Cli.Routes.Learned;
using Orchestrator.Cli.Routes.Replay;
using Orchestrator.Cli.Terminal;
using Orchestrator.Cli.Up;
using Orchestrator.Cli.Usage;

var screen = Screen.OfProcess();
var root = new RootCommand("Orchestrator: answers on the device, on a gateway or in the cloud, and says why")
{
    UpCommand.Create(screen),
    ChatCommand.Create(screen),
    DoctorCommand.Create(screen),
    StopCommands.Stop(screen),
    StopCommands.Start(screen),
    EraseCommand.Create(screen),
    KeysCommand.Create(screen),
    ApiKeysCommand.Create(screen),
    UsageCommand.Create(screen),
    BudgetsCommand.Create(screen),
    new Command("privacy", "What is sensitive in texts") { ScanCommand.Create(screen), EvaluateCommand.Create(screen), Orchestrator.Cli.Privacy.ExplainCommand.Create(screen) },
    new Command("policy", "What may go where")
    {
        ValidateCommand.Create(screen),
        TestCommand.Create(screen),
        Orchestrator.Cli.Policies.ExplainCommand.Create(screen),
    },
    new Command("audit", "What left, and whether its ledger was changed") { VerifyCommand.Create(screen), HeadCommand.Create(screen), ProveCommand.Create(screen), CheckCommand.Create(screen) },
    new Command("route", "Where prompts go") { Orchestrator.Cli.Routes.ExplainCommand.Create(screen), ReplayCommand.Create(screen), CalibrateCommand.Create(screen), LearnedCommand.Create(screen) },
    new Command("models", "Models that run here") { RunCommand.Create(screen), InspectCommand.Create(screen), BenchCommand.Create(screen) },
};

try
{
    // Commands that wait for Ctrl+C register for it themselves.
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
}
catch (FormatException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 2;
}
