using System.Globalization;
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
    private const string EventStream = "text/event-stream";
    private const int MaxHeaderKib = 32;

    // Anthropic's own status for what others call 503.
    private const int Overloaded = 529;
    private static readonly TimeSpan s_probeLimit = TimeSpan.FromSeconds(5);

    private readonly ProviderOptions _options;
    private readonly ProviderDialect _dialect;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    public ProviderClient(ProviderOptions options, ProviderDialect dialect, TimeProvider time)
    {
        (_options, _dialect, _time) = (options, dialect, time);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            MaxResponseHeadersLength = MaxHeaderKib,

            // Enough for what follows the last event, so that the connection can be used again; an answer that is left goes on no longer.
            MaxResponseDrainSize = 16 * 1024,
            ResponseDrainTimeout = TimeSpan.FromMilliseconds(500),

            // Trace headers would tell the provider which requests belong together.
            ActivityHeadersPropagator = null,
        };
        _http = new(handler) { BaseAddress = new(options.BaseUrl.TrimEnd('/') + "/"), Timeout = Timeout.InfiniteTimeSpan };
        dialect.SetHeaders(_http.DefaultRequestHeaders, string.IsNullOrEmpty(options.ApiKey) ? null : options.ApiKey);
    }

    /// <summary>Asks for the listing: is the provider there, and is it a stand-in?</summary>
    /// <exception cref="TargetException">It is not.</exception>
    public async Task<bool> ProbeAsync(CancellationToken cancellationToken)
    {
        using var silence = new SilenceWatch(s_probeLimit, s_probeLimit, _time, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, _dialect.ProbePath);
        using var response = await WaitAsync(() => SendAsync(request, silence), silence);

        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            throw new TargetException("unauthorized", $"{_options.Address} refused its key (status {(int)response.StatusCode})");
        if (response.Content.Headers.ContentType?.MediaType == "text/html")
            throw new TargetException("protocol", $"{_options.Address} answered with a web page; check that its base URL is that of {_dialect.ApiName}, up to and including its version part");

        // A provider without a listing is there all the same.
        if (response.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed))
            await CheckAsync(response, silence);
        return response.Headers.TryGetValues(StandInHeader, out var values) && values.Contains("true", StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Posts the very bytes and streams the answer.</summary>
    /// <exception cref="TargetException">The provider gave no whole answer.</exception>
    public async IAsyncEnumerable<ModelUpdate> CompleteAsync(ReadOnlyMemory<byte> body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var silence = new SilenceWatch(_options.StallTimeout, _options.FirstContentTimeout, _time, cancellationToken);
        using var request = Request(_dialect.Path, body, EventStream);
        using var response = await WaitAsync(() => SendAsync(request, silence), silence);
        await CheckAsync(response, silence);
        if (response.Content.Headers.ContentType?.MediaType is { } type && type != EventStream)
            throw new TargetException("protocol", $"{_options.Address} answered with something other than {EventStream}; check that its base URL is that of {_dialect.ApiName}.");

        await using var stream = new AnswerStream(await response.Content.ReadAsStreamAsync(silence.Token), _options.MaxEventBytes, silence);
        var reader = _dialect.NewReader();
        var rate = new RateWatch(_options);
        var updates = new List<ModelUpdate>();

        // Each event is read where it lies in the parser's buffer.
        await using var events = SseParser.Create(stream, (_, data) => reader.Read(data, updates)).EnumerateAsync(silence.Token).GetAsyncEnumerator(silence.Token);
        var next = () => events.MoveNextAsync();
        var done = false;
        while (!done)
        {
            var (since, length) = (_time.GetTimestamp(), reader.Length);
            if (!await WaitAsync(next, silence))
                break;
            done = events.Current.Data;
            rate.Add(_time.GetElapsedTime(since), reader.Length - length);
            if (updates.Count > 0)
                silence.Began();
            if (reader.Length > _options.MaxAnswerBytes)
                throw new TargetException("cut-off", $"the answer of {_options.Address} is longer than the {_options.MaxAnswerBytes} bytes that its MaxAnswerBytes accepts");
            foreach (var update in updates)
                yield return update;
            updates.Clear();
        }

        // A body that lasts until the connection closes looks the same when it is cut: then only [DONE] shows that it is whole.
        if (!done && response.Headers.TransferEncodingChunked != true && response.Content.Headers.ContentLength is null)
            throw new TargetException("cut-off", $"{_options.Address} closed the connection before it said that the answer is done");
        reader.Complete(updates);
        foreach (var update in updates)
            yield return update;
    }

    /// <summary>Posts the very bytes and reads the whole answer.</summary>
    /// <exception cref="TargetException">The provider gave no whole answer.</exception>
    public async Task<ReadOnlyMemory<byte>> EmbedAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var silence = new SilenceWatch(_options.StallTimeout, _options.FirstContentTimeout, _time, cancellationToken);
        using var request = Request("embeddings", body, "application/json");
        using var response = await WaitAsync(() => SendAsync(request, silence), silence);
        await CheckAsync(response, silence);
        await using var stream = await response.Content.ReadAsStreamAsync(silence.Token);
        using var answer = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await WaitAsync(() => stream.ReadAsync(buffer, silence.Token), silence) is > 0 and var read)
        {
            if (answer.Length + read > _options.MaxAnswerBytes)
                throw new TargetException("cut-off", $"the answer of {_options.Address} is longer than the {_options.MaxAnswerBytes} bytes that its MaxAnswerBytes accepts");
            answer.Write(buffer, 0, read);
        }

        return answer.ToArray();
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Request(string path, ReadOnlyMemory<byte> body, string accept)
    {
        var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new(HttpMethod.Post, path) { Content = content, Headers = { Accept = { new(accept) } } };
    }

    private ValueTask<HttpResponseMessage> SendAsync(HttpRequestMessage request, SilenceWatch silence) =>
        new(_http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token));

    /// <summary>Waits for the provider, and says in our own words what became of it.</summary>
    private async ValueTask<T> WaitAsync<T>(Func<ValueTask<T>> wait, SilenceWatch silence)
    {
        try
        {
            // What is here already needs no watch: a provider's portion holds many events.
            var waiting = wait();
            if (!waiting.IsCompleted)
                silence.Start();
            return await waiting;
        }
        catch (OperationCanceledException) when (silence.Ended)
        {
            throw new TargetException("timeout", $"{_options.Address} {silence.Why}");
        }
        catch (OperationCanceledException e) when (e.InnerException is TimeoutException)
        {
            throw new TargetException("unreachable", $"{_options.Address} does not accept connections");
        }
        catch (HttpRequestException e)
        {
            throw e.HttpRequestError switch
            {
                HttpRequestError.InvalidResponse => new TargetException("protocol", $"{_options.Address} does not answer in HTTP"),
                HttpRequestError.ConfigurationLimitExceeded => new TargetException("protocol", $"{_options.Address} sent more than {MaxHeaderKib} KiB of headers"),
                HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError =>
                    new TargetException("unreachable", $"{_options.Address} cannot be reached ({e.HttpRequestError})"),
                _ => new TargetException("cut-off", $"{_options.Address} broke the connection before it answered"),
            };
        }
        catch (EventTooLongException)
        {
            throw new TargetException("protocol", $"{_options.Address} sent an event that is longer than the {_options.MaxEventBytes} bytes that its MaxEventBytes accepts");
        }
        catch (HttpIOException e) when (e.HttpRequestError is HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new TargetException("protocol", $"the answer of {_options.Address} breaks the framing of HTTP");
        }
        catch (IOException)
        {
            throw new TargetException("cut-off", $"the connection to {_options.Address} broke off in the middle of the answer");
        }
        finally
        {
            silence.Stop();
        }
    }

    private async Task CheckAsync(HttpResponseMessage response, SilenceWatch silence)
    {
        if (response.IsSuccessStatusCode)
            return;
        var status = (int)response.StatusCode;
        var body = await WaitAsync(() => ReadSomeAsync(response, silence.Token), silence);
        var asked = Wait(response.Headers);
        var wait = asked is { } delta ? $"; it asks to wait {delta.TotalSeconds:0.###} s" : "";
        throw new TargetException(
            status switch
            {
                429 or 503 or Overloaded => "busy",
                401 or 403 => "unauthorized",
                408 or 504 => "timeout",
                >= 400 and < 500 => "rejected",
                >= 500 => "internal",
                _ => "protocol",
            },
            $"{_options.Address} answered with status {status} ({OpenAiErrorCode.Read(body)}){wait}")
        {
            RetryAfter = asked,
        };
    }

    /// <summary>OpenAI and Azure tell milliseconds in a header of their own, which is the finer word.</summary>
    private TimeSpan? Wait(HttpResponseHeaders headers)
    {
        if (headers.TryGetValues("retry-after-ms", out var values)
            && double.TryParse(values.First(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds is >= 0 and <= 86_400_000)
            return TimeSpan.FromMilliseconds(milliseconds);

        return headers.RetryAfter?.Delta ?? (headers.RetryAfter?.Date - _time.GetUtcNow() is { Ticks: > 0 } until ? until : null);
    }

    // An error body is read for its code only, so its beginning is enough, and the status says what is the matter without it.
    private static async ValueTask<byte[]> ReadSomeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        const int most = 16 * 1024;
        var buffer = new byte[most];
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        try
        {
            return buffer[..await stream.ReadAtLeastAsync(buffer, most, throwOnEndOfStream: false, cancellationToken)];
        }
        catch (IOException)
        {
            return [];
        }
    }
}
