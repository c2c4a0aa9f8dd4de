using Orchestrator.StandIn;

try
{
    var app = StandInApp.Create(args);
    await app.RunAsync();
    return 0;
}
catch (StandInOptionsException exception)
{
    await Console.Error.WriteLineAsync($"stand-in: {exception.Message}");
    return 2;
}
