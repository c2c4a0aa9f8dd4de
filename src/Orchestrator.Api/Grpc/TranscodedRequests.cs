using System.Globalization;
using System.Text.Json;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Orchestrator.Api.Grpc;

/// <summary>What transcoding leaves to its host: the size of a body, names in it that there are not, and paths that there are not.</summary>
internal static class TranscodedRequests
{
    /// <summary>Maps the rest of the prefix, and holds bodies to the size that the other faces accept.</summary>
    public static void Map(IEndpointRouteBuilder app, params ReadOnlySpan<IEndpointConventionBuilder> services)
    {
        var limit = app.ServiceProvider.GetRequiredService<IOptions<ApiOptions>>().Value.MaxRequestBytes;
        foreach (var grpc in services)
        {
            grpc.Add(endpoint =>
            {
                if (endpoint is not RouteEndpointBuilder route || route.RoutePattern.RawText?.StartsWith(Transcoding.Prefix, StringComparison.Ordinal) is not true || route.RequestDelegate is not { } inner)
                    return;
                var body = BodyOf(endpoint.Metadata.OfType<GrpcJsonTranscodingMetadata>().FirstOrDefault());
                route.RequestDelegate = context => WithinAsync(context, limit, body, inner);
            });
        }

        app.Map($"{Transcoding.Prefix}/{{**rest}}", static context => RefuseAsync(
            context, StatusCodes.Status404NotFound, Code.NotFound, "There is nothing at this path with this method. protos/orchestrator/v1/conversation.proto, routing.proto and budgets.proto have the paths."));
    }

    private static async Task WithinAsync(HttpContext context, int limit, (MessageDescriptor Message, string Name)? body, RequestDelegate inner)
    {
        if (context.Request.ContentLength > limit)
        {
            await RefuseTooLargeAsync(context, limit);
            return;
        }

        // A body of unknown length is cut off by the server where it passes the limit.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = limit;
        if (body is not { } expected || await AcceptsNamesAsync(context, limit, expected.Message, expected.Name))
            await inner(context);
    }

    /// <summary>The message that a method's body is, and what stands before the names of its fields; null when it has none.</summary>
    private static (MessageDescriptor Message, string Name)? BodyOf(GrpcJsonTranscodingMetadata? method) => method?.HttpRule.Body switch
    {
        null or "" => null,
        "*" => (method.MethodDescriptor.InputType, ""),
        var field => (method.MethodDescriptor.InputType.FindFieldByName(field).MessageType, $"{field}."),
    };

    /// <summary>Whether every enum's name in the body is one; otherwise the call is refused. The body is kept in memory and can be read again.</summary>
    private static async Task<bool> AcceptsNamesAsync(HttpContext context, int limit, MessageDescriptor message, string name)
    {
        context.Request.EnableBuffering(limit + 1, limit + 1L);
        try
        {
            using var json = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
            if (EnumNames.FindUnknown(json.RootElement, message, name) is not { } unknown)
                return true;
            await RefuseNameAsync(context, unknown.Field, unknown.Allowed);
            return false;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // What is no JSON, or holds half of a surrogate pair, is the transcoder's to refuse.
            return true;
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await RefuseTooLargeAsync(context, limit);
            return false;
        }
        finally
        {
            context.Request.Body.Position = 0;
        }
    }

    private static Task RefuseTooLargeAsync(HttpContext context, int limit) => RefuseAsync(
        context, StatusCodes.Status413PayloadTooLarge, Code.ResourceExhausted, string.Create(CultureInfo.InvariantCulture, $"The body is larger than the {limit} bytes that are accepted."));

    private static Task RefuseNameAsync(HttpContext context, string field, string allowed)
    {
        var refusal = GrpcErrors.ToRpc(new(ErrorReason.InvalidRequest, $"'{field}' is one of {allowed}.", field), TimeSpan.Zero);
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(Transcoding.Format(refusal.GetRpcStatus()!), context.RequestAborted);
    }

    private static Task RefuseAsync(HttpContext context, int status, Code code, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { code = (int)code, message, details = Array.Empty<object>() });
    }
}
