using System.Diagnostics;

namespace Orchestrator.Load.Processes;

/// <summary>Waits for a process to be ready for work.</summary>
internal static class Readiness
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);

    public static async Task UntilAsync(MeasuredProcess process, int port, string path, string words)
    {
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };
        var began = Stopwatch.GetTimestamp();
        while (!await SaysAsync(http, path, words))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(began) > s_patience)
                throw new LoadException($"{process.Name} did not become ready.\n{process.Log}");
            await Task.Delay(s_pause, TimeProvider.System);
        }
    }

    private static async Task<bool> SaysAsync(HttpClient http, string path, string words)
    {
        try
        {
            using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
            return (await response.Content.ReadAsStringAsync()).Contains(words, StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
