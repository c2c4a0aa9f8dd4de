using System.Text.Json;
using Orchestrator.StandIn.Faults;

namespace Orchestrator.StandIn.Completions;

internal static partial class CompletionEndpoints
{
    /// <summary>OpenAI's <c>/v1/models</c> and <c>/v1/chat/completions</c>.</summary>
    public static void MapCompletions(this WebApplication app)
    {
        app.MapGet("/v1/models", (TimeProvider time) => Json(200, CompletionJson.Models(time.GetUtcNow().ToUnixTimeSeconds())));
        app.MapGet("/v1/models/{id}", (string id, TimeProvider time) => FaultName.TryRead(id, out _)
            ? Json(200, CompletionJson.Model(time.GetUtcNow().ToUnixTimeSeconds()).ToJsonString())
            : Json(404, NoSuchModel));
        app.MapPost("/v1/chat/completions", CompleteAsync);
    }

    private static string NoSuchModel =>
        CompletionJson.Error($"there is only the model '{StandInModel.Id}' here", "invalid_request_error", "model_not_found", "model");

    private static IResult Json(int status, string body) => Results.Text(body, "application/json", statusCode: status);

    private static async Task CompleteAsync(HttpContext context, FaultQueue faults, TimeProvider time, ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger("Orchestrator.StandIn");
        var reply = new CompletionReply(context, time);
        CompletionRequest request;
        Fault? named;
        try
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            request = CompletionRequest.Read(body.RootElement.Clone());
            if (!FaultName.TryRead(request.Model, out named))
                throw new RequestException(404, $"there is only the model '{StandInModel.Id}' here", "model_not_found", "model");
        }
        catch (JsonException exception)
        {
            Refused(logger, 400);
            await reply.RefuseAsync(new RequestException(400, $"the body is no JSON: line {exception.LineNumber}, byte {exception.BytePositionInLine}"));
            return;
        }
        catch (RequestException exception)
        {
            Refused(logger, exception.Status);
            await reply.RefuseAsync(exception);
            return;
        }

        var fault = faults.Take() ?? named;
        Answering(logger, request.Messages.Length, request.Stream, fault is not null);
        try
        {
            await reply.AnswerAsync(request, fault ?? new Fault());
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            ClientGone(logger);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "The stand-in answers a request of {Messages} messages, streamed: {Streamed}, with a fault: {Faulty}")]
    private static partial void Answering(ILogger logger, int messages, bool streamed, bool faulty);

    [LoggerMessage(2, LogLevel.Information, "The stand-in refuses a request with status {Status}")]
    private static partial void Refused(ILogger logger, int status);

    [LoggerMessage(3, LogLevel.Information, "The stand-in's client went away before the answer ended")]
    private static partial void ClientGone(ILogger logger);
}
