using Grpc.Core;
using Grpc.Net.Client;
using Polly;
using Polly.Retry;
using V1 = Orchestrator.Protocol.V1;

namespace Orchestrator.Sdk.Connection;

/// <summary>The channel to one endpoint, and how calls over it are repeated. Thread-safe.</summary>
internal sealed class ServerConnection : IDisposable
{
    private const int LongestMessage = 256 * 1024 * 1024;

    private readonly OrchestratorClientOptions _options;
    private readonly TimeProvider _time;
    private readonly GrpcChannel _channel;
    private readonly Metadata _headers = [];
    private readonly ResiliencePipeline _retry;

    public ServerConnection(OrchestratorClientOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _channel = GrpcChannel.ForAddress(options.Endpoint, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                // Pings find a dead peer behind a silent network; .NET sends none unless asked.
                KeepAlivePingDelay = TimeSpan.FromSeconds(15),
                KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
                ConnectTimeout = TimeSpan.FromSeconds(5),
                EnableMultipleHttp2Connections = true,
            },
            DisposeHttpClient = true,

            // A page of turns has their attachments in it.
            MaxReceiveMessageSize = LongestMessage,
            // Repeating is decided here alone.
            MaxRetryAttempts = 1,
        });
        if (options.ApiKey is { } key)
            _headers.Add("authorization", $"Bearer {key}");
        Conversations = new(_channel);
        _retry = Pipeline(options, time);
    }

    public V1.ConversationService.ConversationServiceClient Conversations { get; }

    public Uri Endpoint => _options.Endpoint;

    public CallOptions Unary(CancellationToken cancellationToken) =>
        Stream(cancellationToken).WithDeadline((_time.GetUtcNow() + _options.CallTimeout).UtcDateTime);

    public CallOptions Stream(CancellationToken cancellationToken) => new(_headers, cancellationToken: cancellationToken);

    /// <summary>Calls, and calls again while only the connection fails.</summary>
    /// <exception cref="OrchestratorException">The call was refused, or the endpoint cannot be reached.</exception>
    public async Task<T> RetryAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await _retry.ExecuteAsync(async token => await call(token), cancellationToken);
        }
        catch (RpcException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw RpcErrors.ToOrchestrator(exception, Endpoint);
        }
    }

    /// <summary>Waits before a connection is made again that worked and brought nothing.</summary>
    /// <param name="fruitless">How many such connections there were in a row, from 1.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OrchestratorException">There were more than is allowed.</exception>
    public Task PauseAsync(int fruitless, CancellationToken cancellationToken)
    {
        if (fruitless > _options.MaxReconnects)
            throw new OrchestratorException(ErrorReason.NoTargetAvailable, $"The connection to {Endpoint} broke {fruitless} times in a row without any progress. The turn may go on there: read it again later.");
        var (first, most) = (_options.ReconnectDelay.TotalMilliseconds, _options.MaxReconnectDelay.TotalMilliseconds);
        return Task.Delay(TimeSpan.FromMilliseconds(Math.Min(most, first * Math.Pow(2, fruitless - 1))), _time, cancellationToken);
    }

    public void Dispose() => _channel.Dispose();

    private static ResiliencePipeline Pipeline(OrchestratorClientOptions options, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (options.MaxReconnects > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<RpcException>(RpcErrors.IsTransient),
                MaxRetryAttempts = options.MaxReconnects,
                BackoffType = DelayBackoffType.Exponential,
                Delay = options.ReconnectDelay,
                MaxDelay = options.MaxReconnectDelay,
                UseJitter = true,
            });
        }

        return builder.Build();
    }
}
