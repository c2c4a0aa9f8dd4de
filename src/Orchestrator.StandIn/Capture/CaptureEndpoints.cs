using System.Text;

namespace Orchestrator.StandIn.Capture;

internal static class CaptureEndpoints
{
    /// <summary>Keeps what clients send to the provider's paths; GET <c>/stand-in/requests</c> shows it, DELETE forgets it.</summary>
    public static void UseCapture(this WebApplication app)
    {
        app.Use(async (context, next) =>
        {
            var request = context.Request;
            if (request.Path.StartsWithSegments("/v1", StringComparison.Ordinal))
            {
                // In memory, not EnableBuffering: that would write long bodies to a temporary file.
                var copy = new MemoryStream();
                await request.Body.CopyToAsync(copy, context.RequestAborted);
                copy.Position = 0;
                request.Body = copy;
                context.RequestServices.GetRequiredService<RequestCapture>().Add(new(
                    request.Method,
                    request.Path + request.QueryString,
                    request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString()),
                    Encoding.UTF8.GetString(copy.ToArray())));
            }

            await next(context);
        });
        app.MapGet("/stand-in/requests", (RequestCapture capture) => Results.Json(capture.All(), StandInJson.Default.CapturedRequestArray));
        app.MapDelete("/stand-in/requests", (RequestCapture capture) =>
        {
            capture.Clear();
            return Results.NoContent();
        });
    }
}
