using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Protocol;

namespace Orchestrator.Api.Grpc;

/// <summary>Turns what a call throws into a status with details.</summary>
internal sealed class GrpcFaults(IOptions<ApiOptions> options, ILogger<GrpcFaults> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Explain(e, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Explain(e, context);
        }
    }

    private RpcException Explain(Exception e, ServerCallContext context)
    {
        if (context.CancellationToken.IsCancellationRequested)
        {
            ApiLog.ReaderLeft(logger, context.Method);
            return new(new(StatusCode.Cancelled, "The caller left."));
        }
        var error = e switch
        {
            OrchestratorException known => known.Error with { Field = WireField.Of(known.Error.Field) },
            WireFormatException malformed => new(ErrorReason.InvalidRequest, malformed.Message, malformed.Field),
            _ => Unexpected(e, context),
        };
        ApiLog.Refused(logger, context.Method, error.Reason);
        return GrpcErrors.ToRpc(error, options.Value.RetryAfter);
    }

    private OrchestratorError Unexpected(Exception e, ServerCallContext context)
    {
        var id = context.GetHttpContext().TraceIdentifier;
        ApiLog.Broke(logger, context.Method, e.GetType().FullName, id, e.StackTrace);
        return new(ErrorReason.Internal, $"Something broke here. The log has it under request {id}.");
    }
}
