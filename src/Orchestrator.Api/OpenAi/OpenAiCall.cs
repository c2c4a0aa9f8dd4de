using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Api.Access;
using Orchestrator.Randomness;

namespace Orchestrator.Api.OpenAi;

/// <summary>What every OpenAI endpoint has around it: a request id, an admitted caller, and errors in the protocol's shape.</summary>
internal sealed class OpenAiCall(ApiAccess access, IOptions<ApiOptions> options, TimeProvider time, ILogger<OpenAiCall> logger)
{
    public Task RunAsync(HttpContext context, string method, Func<HttpContext, Caller, Task> answer, ApiScopes? scope = null) => RunAsync(context, [(method, answer)], scope);

    /// <param name="context">The call.</param>
    /// <param name="answers">What answers each method.</param>
    /// <param name="scope">What the key must be allowed; null for what the method says.</param>
    public async Task RunAsync(HttpContext context, (string Method, Func<HttpContext, Caller, Task> Answer)[] answers, ApiScopes? scope = null)
    {
        // The path as it was mapped: callers' own ids stand in the one that they sent.
        var call = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "";
        context.Response.Headers["x-request-id"] = RequestId();
        var began = time.GetTimestamp();
        context.Response.OnStarting(() =>
        {
            context.Response.Headers["openai-processing-ms"] = ((long)time.GetElapsedTime(began).TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        });
        try
        {
            // Of what answers a HEAD the server sends the headers alone.
            var method = HttpMethods.IsHead(context.Request.Method) ? HttpMethods.Get : context.Request.Method;
            var answer = Array.Find(answers, a => HttpMethods.Equals(method, a.Method)).Answer;
            if (answer is null)
            {
                var methods = string.Join(", ", answers.Select(static a => a.Method));
                context.Response.Headers.Allow = methods;
                await RefuseAsync(context, new(405, "invalid_request_error", "method_not_allowed"), $"Use {methods} here.", null);
                return;
            }
            var decision = access.Admit(context);
            if (decision.Caller is not { } caller)
            {
                var shape = decision.Forbidden ? OpenAiError.Forbidden : OpenAiError.Of(decision.Refusal!);
                await RefuseAsync(context, shape, decision.Refusal!.Message, null);
                return;
            }
            decision.Demand(scope ?? Scope(context.Request.Method));
            if (HttpMethods.IsPost(context.Request.Method))
                decision.Limits?.TakeCall(context.Response.Headers);
            context.Features.Set(new AccessDecisionFeature(decision));
            await answer(context, caller);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            ApiLog.ReaderLeft(logger, call);
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            var error = Explain(e, context, call);
            await RefuseAsync(context, OpenAiError.Of(error), error.Message, error.Field, error.RetryAfter);
        }
    }

    public Task NotFoundAsync(HttpContext context) =>
        RunAsync(context, context.Request.Method, (http, _) =>
            RefuseAsync(http, new(404, "invalid_request_error", "unknown_url"), "There is nothing at this URL. Try /v1/chat/completions or /v1/models.", null));

    /// <summary>The error that a caller is told; what is unexpected is logged.</summary>
    public OrchestratorError Explain(Exception e, HttpContext context, string call)
    {
        switch (e)
        {
            case OrchestratorException known:
                ApiLog.Refused(logger, call, known.Error.Reason);
                return known.Error with { Field = CallersField.Of(known.Error.Field, context.Request) };
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return RequestBody.TooLarge(options.Value.MaxRequestBytes).Error;
            case BadHttpRequestException:
                return new(ErrorReason.InvalidRequest, "The HTTP request broke off or is malformed.");
            default:
                var id = context.Response.Headers["x-request-id"].ToString();
                ApiLog.Broke(logger, call, e.GetType().FullName, id, e.StackTrace);
                return new(ErrorReason.Internal, $"Something broke here. The log has it under request {id}.");
        }
    }

    private Task RefuseAsync(HttpContext context, OpenAiError shape, string message, string? field, TimeSpan? retryAfter = null)
    {
        RouteHeaders.WriteRefused(context, options.Value.EnteredZone, shape.Code);
        return OpenAiAnswers.WriteErrorAsync(context, shape, message, field, retryAfter ?? options.Value.RetryAfter);
    }

    private static ApiScopes Scope(string method) =>
        HttpMethods.IsPost(method) ? ApiScopes.Turns : HttpMethods.IsDelete(method) ? ApiScopes.Erase : ApiScopes.Read;

    private static string RequestId() => $"req_{FreshBytes.HexId()}";
}
