using Orchestrator.Load;
using Orchestrator.Load.Proxy;

if (args is ["yarp", var port, var destination])
    return await YarpProxy.RunAsync(port, destination);
try
{
    return await LoadRun.RunAsync(LoadOptions.Parse(args));
}
catch (LoadException e)
{
    await Console.Error.WriteLineAsync($"load: {e.Message}");
    return 2;
}
