using System.ComponentModel;
using System.Globalization;
using Orchestrator.Load.Processes;

namespace Orchestrator.Load.Proxy;

/// <summary>
/// Portkey's gateway from npm, the peer that can be run anywhere: a process of Node.js that listens on loopback and forwards to the
/// host that a header names.
/// </summary>
internal static class PortkeyGateway
{
    // Its streams answer with status 500 on the versions of hono that npm would choose; these are those of its own lock file.
    private const string Package = """
        {"private":true,"dependencies":{"@portkey-ai/gateway":"1.15.2"},"overrides":{"@hono/node-server":"1.13.5","hono":"4.9.7"}}
        """;

    /// <summary>Installs it into a folder with npm.</summary>
    public static async Task<string> InstallAsync(string folder, Action<string> tell)
    {
        tell("installing @portkey-ai/gateway");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "package.json"), Package);
        try
        {
            await Command.RunAsync("npm", "install", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts");
            return folder;
        }
        catch (Win32Exception e)
        {
            throw new LoadException($"npm is not here ({e.Message}). Install Node.js 20 or later, or leave --portkey out.");
        }
    }

    /// <param name="folder">The folder of its <c>node_modules</c>.</param>
    /// <param name="port">Where it listens.</param>
    public static MeasuredProcess Start(string folder, int port)
    {
        var server = Path.Combine(Path.GetFullPath(folder), "node_modules", "@portkey-ai", "gateway", "build", "start-server.js");
        if (!File.Exists(server))
            throw new LoadException($"There is no @portkey-ai/gateway in '{folder}'.");
        return MeasuredProcess.StartOther(
            "portkey",
            "node",
            ["--require", Path.Combine(AppContext.BaseDirectory, "portkey-host.cjs"), server, $"--port={port.ToString(CultureInfo.InvariantCulture)}", "--headless"],
            ("TRUSTED_CUSTOM_HOSTS", "127.0.0.1"),
            ("NODE_ENV", "production"));
    }

    /// <summary>What tells it where to forward to.</summary>
    public static (string Name, string Value)[] Headers(string provider) => [("x-portkey-provider", "openai"), ("x-portkey-custom-host", $"{provider}/v1")];
}
