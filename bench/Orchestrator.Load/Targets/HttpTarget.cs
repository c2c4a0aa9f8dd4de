using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Orchestrator.Load.Targets;

/// <summary>An address that speaks OpenAI's chat completions. Reads bytes, not JSON: it shares the machine with what it measures.</summary>
internal sealed class HttpTarget : ILoadTarget
{
    private static readonly MediaTypeHeaderValue s_json = new("application/json");
    private static readonly AuthenticationHeaderValue s_key = new("Bearer", Processes.SiloSetup.Key);

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        UseCookies = false,
        UseProxy = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        MaxConnectionsPerServer = 256,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),
    });

    private readonly Uri _address;
    private readonly PromptTemplate _template;
    private readonly byte[] _expected;
    private readonly bool _stream;
    private readonly (string Name, string Value)[] _headers;

    public HttpTarget(string name, int port, string model, bool stream, int pieces, params (string Name, string Value)[] headers)
    {
        _headers = headers;
        Name = name;
        _address = new($"http://127.0.0.1:{port}/v1/chat/completions");
        _stream = stream;
        _expected = NumberedText.Expected(pieces);
        _template = new(JsonSerializer.SerializeToUtf8Bytes(new { model, messages = new[] { new { role = "user", content = PromptTemplate.Prompt } }, stream }));
    }

    public string Name { get; }

    public async Task<LoadAnswer> AskAsync(long number)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ByteArrayContent(_template.Body(number)) };
        request.Content.Headers.ContentType = s_json;
        request.Headers.Authorization = s_key;
        foreach (var (name, value) in _headers)
            request.Headers.TryAddWithoutValidation(name, value);
        var text = new NumberedText(_expected);
        try
        {
            using var response = await _http.SendAsync(request, default);
            if (!response.IsSuccessStatusCode)
                return new(LoadOutcome.Failed, 0);
            await using var body = await response.Content.ReadAsStreamAsync();
            var scanner = new ContentScanner(_stream);
            var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
            try
            {
                var held = 0;
                while (await body.ReadAsync(buffer.AsMemory(held)) is > 0 and var read)
                    held = scanner.Scan(buffer, held + read, ref text);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }

            return new(text.IsWhole && scanner.SawEnd ? LoadOutcome.Whole : LoadOutcome.Garbled, text.FirstContentAt);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new(LoadOutcome.Failed, text.FirstContentAt);
        }
    }

    public void Dispose() => _http.Dispose();
}
