using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.Conversations;
using Orchestrator.Protocol;
using V1 = Orchestrator.Protocol.V1;

namespace Orchestrator.Sdk.Tests;

/// <summary>A real gRPC server that plays one scene for each call.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ScriptedServer(WebApplication app) => _app = app;

    public Script Script => _app.Services.GetRequiredService<Script>();

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<ScriptedServer> StartAsync(params Scene[] scenes)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(new Script(scenes));
        var app = builder.Build();
        app.MapGrpcService<Service>();
        await app.StartAsync();
        return new(app);
    }

    public ServiceProvider Client(Action<OrchestratorClientOptions>? configure = null) => new ServiceCollection()
        .AddOrchestrator(options =>
        {
            options.Endpoint = Address;
            options.ReconnectDelay = TimeSpan.FromMilliseconds(1);
            configure?.Invoke(options);
        })
        .BuildServiceProvider();

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private sealed class Service(Script script) : V1.ConversationService.ConversationServiceBase
    {
        public override Task SendTurn(V1.TurnRequest request, IServerStreamWriter<V1.TurnUpdate> responseStream, ServerCallContext context) =>
            script.PlayAsync(request, responseStream, context);

        public override Task ReadTurn(V1.ReadTurnRequest request, IServerStreamWriter<V1.TurnUpdate> responseStream, ServerCallContext context) =>
            script.PlayAsync(request, responseStream, context);

        public override Task<V1.Turn> CancelTurn(V1.CancelTurnRequest request, ServerCallContext context)
        {
            script.Note(request, context);
            return Task.FromResult(Turns.View(TurnState.Cancelled).ToProto());
        }

        public override async Task<V1.Turn> SendFeedback(V1.SendFeedbackRequest request, ServerCallContext context)
        {
            await script.PlayAsync(request, null, context);
            return Turns.View(TurnState.Completed).ToProto();
        }

        public override async Task<V1.Turn> StartTurn(V1.TurnRequest request, ServerCallContext context)
        {
            await script.PlayAsync(request, null, context);
            return Turns.View(TurnState.Running).ToProto();
        }

        public override async Task<V1.ErasureReceipt> Erase(V1.EraseRequest request, ServerCallContext context)
        {
            await script.PlayAsync(request, null, context);
            return Turns.Receipt(request.ErasureId).ToProto();
        }

        public override async Task<V1.ErasureReceipt> GetErasure(V1.GetErasureRequest request, ServerCallContext context)
        {
            await script.PlayAsync(request, null, context);
            return Turns.Receipt(request.ErasureId).ToProto();
        }

        public override Task<V1.ListTurnsResponse> ListTurns(V1.ListTurnsRequest request, ServerCallContext context)
        {
            script.Note(request, context);
            return Task.FromResult(new Page<TurnView>([Turns.View(TurnState.Completed)], "next").ToProto());
        }
    }
}

/// <summary>What happens in one call: updates, and how it ends.</summary>
internal sealed record Scene(params TurnUpdate[] Updates)
{
    /// <summary>Ends after the updates as a stopping host or proxy does.</summary>
    public bool Cut { get; init; }

    /// <summary>Breaks the connection itself, once the client told that it has the updates: an abort drops what is under way.</summary>
    public bool Abort { get; init; }

    /// <summary>Fails after the updates.</summary>
    public RpcException? Failure { get; init; }

    /// <summary>Waits after the updates until the client is gone.</summary>
    public bool Hang { get; init; }
}

internal sealed class Script(Scene[] scenes)
{
    private readonly ConcurrentQueue<Scene> _scenes = new(scenes);

    public ConcurrentQueue<object> Requests { get; } = new();

    public TaskCompletionSource ClientHasUpdates { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string? Authorization { get; private set; }

    public void Note(object request, ServerCallContext context)
    {
        Requests.Enqueue(request);
        Authorization = context.RequestHeaders.GetValue("authorization");
    }

    public async Task PlayAsync(object request, IServerStreamWriter<V1.TurnUpdate>? to, ServerCallContext context)
    {
        Note(request, context);
        if (!_scenes.TryDequeue(out var scene))
            throw new RpcException(new Status(StatusCode.FailedPrecondition, "the script has no more scenes"));
        if (to is not null)
        {
            foreach (var update in scene.Updates)
                await to.WriteAsync(update.ToProto());
        }

        if (scene.Hang)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken);
        if (scene.Cut)
            throw new RpcException(new Status(StatusCode.Unavailable, "going away"));
        if (scene.Abort)
        {
            await ClientHasUpdates.Task.WaitAsync(TimeSpan.FromSeconds(60));
            context.GetHttpContext().Abort();
        }

        if (scene.Failure is { } failure)
            throw failure;
    }
}
