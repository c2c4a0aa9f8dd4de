using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Orchestrator.Conversations.Targets;
using Orchestrator.Protocol.OpenAi;

namespace Orchestrator.Inference.Providers;

/// <summary>
/// Speaks to one provider: posts bytes as they are and reads the streamed answer. It follows no redirect, keeps no cookie and never
/// retries. Its errors tell nothing of what the provider said, which may quote the prompt. Thread-safe.
/// </summary>
internal sealed class ProviderClient : IDisposable
{
    private const string StandInHeader = "x-orchestrator-stand-in";

    private readonly ProviderOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    public ProviderClient(ProviderOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),

            // Trace headers would tell the provider which requests belong together.
            ActivityHeadersPropagator = null,
        };
        _http = new(handler) { BaseAddress = new(options.BaseUrl.TrimEnd('/') + "/"), Timeout = Timeout.InfiniteTimeSpan };
        if (!string.IsNullOrEmpty(options.ApiKey))
            _http.DefaultRequestHeaders.Authorization = new("Bearer", options.ApiKey);
    }

    /// <summary>Asks for the listing: is the provider there, and is it a stand-in?</summary>
    /// <exception cref="TargetException">It is not.</exception>
    public async Task<bool> ProbeAsync(CancellationToken cancellationToken)
    {
        using var response = await SendAsync(new(HttpMethod.Get, "models"), cancellationToken);

        // A provider without a listing is there all the same.
        if (response.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed))
            await CheckAsync(response, cancellationToken);
        return response.Headers.Contains(StandInHeader);
    }

    /// <summary>Posts the very bytes and streams the answer.</summary>
    public async IAsyncEnumerable<ModelUpdate> CompleteAsync(ReadOnlyMemory<byte> body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stall = new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stall.Token, cancellationToken);
        using var watch = _time.CreateTimer(static s => ((CancellationTokenSource)s!).Cancel(), stall, _options.StallTimeout, Timeout.InfiniteTimeSpan);
        var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await SendAsync(new(HttpMethod.Post, "chat/completions") { Content = content }, either.Token);
        await CheckAsync(response, either.Token);

        await using var stream = await response.Content.ReadAsStreamAsync(either.Token);
        var events = SseParser.Create(stream, (_, data) => data.ToArray()).EnumerateAsync(either.Token).GetAsyncEnumerator(either.Token);
        var reader = new ChatCompletionStreamReader();
        var updates = new List<ModelUpdate>();
        await using (events)
        {
            while (await NextAsync(events, stall, cancellationToken) && !reader.Read(events.Current.Data, updates))
            {
                watch.Change(_options.StallTimeout, Timeout.InfiniteTimeSpan);
                foreach (var update in updates)
                    yield return update;
                updates.Clear();
            }
        }

        reader.Complete(updates);
        foreach (var update in updates)
            yield return update;
    }

    public void Dispose() => _http.Dispose();

    private async Task<bool> NextAsync(IAsyncEnumerator<SseItem<byte[]>> events, CancellationTokenSource stall, CancellationToken caller)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new TargetException("cut-off", $"the connection to {_options.Name} broke off in the middle of the answer");
        }
        catch (OperationCanceledException) when (stall.IsCancellationRequested && !caller.IsCancellationRequested)
        {
            throw new TargetException("timeout", $"{_options.Name} fell silent for {_options.StallTimeout.TotalSeconds:0.###} s");
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            try
            {
                return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            }
            catch (HttpRequestException e)
            {
                throw new TargetException("unreachable", $"{_options.Name} cannot be reached ({e.HttpRequestError})");
            }
            catch (OperationCanceledException e) when (e.InnerException is TimeoutException)
            {
                throw new TargetException("unreachable", $"{_options.Name} does not accept connections");
            }
        }
    }

    private async Task CheckAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
            return;
        var status = (int)response.StatusCode;
        var code = OpenAiErrorCode.Read(await ReadSomeAsync(response, cancellationToken));
        throw new TargetException(
            status switch
            {
                401 or 403 or (>= 400 and < 429 and not 408) => "rejected",
                429 or 503 => "busy",
                408 or 504 => "timeout",
                >= 500 => "internal",
                _ => "protocol",
            },
            $"{_options.Name} answered with status {status} ({code})");
    }

    private static async Task<byte[]> ReadSomeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        const int most = 16 * 1024;
        var buffer = new byte[most];
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            return buffer[..await stream.ReadAtLeastAsync(buffer, most, throwOnEndOfStream: false, cancellationToken)];
        }
        catch (IOException)
        {
            return [];
        }
    }
}
