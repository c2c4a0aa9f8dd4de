using System.Globalization;
using Google.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Orchestrator.Api.Grpc;

/// <summary>What transcoding leaves to its host: the size of a body, and paths that there are not.</summary>
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
                route.RequestDelegate = context => WithinAsync(context, limit, inner);
            });
        }

        app.Map($"{Transcoding.Prefix}/{{**rest}}", static context => RefuseAsync(
            context, StatusCodes.Status404NotFound, Code.NotFound, "There is nothing at this path with this method. protos/orchestrator/v1/conversation.proto, routing.proto and budgets.proto have the paths."));
    }

    private static Task WithinAsync(HttpContext context, int limit, RequestDelegate inner)
    {
        if (context.Request.ContentLength > limit)
        {
            return RefuseAsync(
                context, StatusCodes.Status413PayloadTooLarge, Code.ResourceExhausted, string.Create(CultureInfo.InvariantCulture, $"The body is larger than the {limit} bytes that are accepted."));
        }

        // A body of unknown length is cut off by the server where it passes the limit.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = limit;
        return inner(context);
    }

    private static Task RefuseAsync(HttpContext context, int status, Code code, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { code = (int)code, message, details = Array.Empty<object>() });
    }
}
