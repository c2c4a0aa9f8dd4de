using Orchestrator.Load.Probing;

// The runtime looks for a type of this name outside any namespace, in the assembly that DOTNET_STARTUP_HOOKS names.
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(ProbeServer.PathVariable) is { } path)
            ProbeServer.Start(path);
    }
}
