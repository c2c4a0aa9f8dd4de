using System.Diagnostics;
using System.Globalization;

namespace Orchestrator.Training;

/// <summary>Runs the Python trainer on what was prepared.</summary>
internal static class Trainer
{
    /// <exception cref="InvalidOperationException">There is no such Python, it lacks torch, or a training failed.</exception>
    public static void Run(TrainingOptions options)
    {
        if (options.Only == "difficulty")
            return;
        var script = Path.GetFullPath(Path.Combine("training", "trainer", "train.py"));
        if (!File.Exists(script))
            throw new InvalidOperationException($"'{script}' is not there. Run this from the root of the repository.");
        var start = new ProcessStartInfo(options.Python);
        foreach (var argument in new[] { script, options.Work, "--minutes", options.Minutes.ToString(CultureInfo.InvariantCulture), "--seed", options.Seed.ToString(CultureInfo.InvariantCulture) })
            start.ArgumentList.Add(argument);
        if (options.Only is { } only)
        {
            start.ArgumentList.Add("--only");
            start.ArgumentList.Add(only);
        }

        try
        {
            using var process = Process.Start(start)!;
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"'{options.Python}' ended with {process.ExitCode}; what it said stands above. It needs torch and numpy. Where they cannot be had, train on another machine: copy '{options.Work}' there, run the same script, copy its folder 'weights' back, and go on with --step publish.");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException($"'{options.Python}' cannot be started. Name a Python that has torch and numpy with --python.", e);
        }
    }
}
