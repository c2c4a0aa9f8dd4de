using System.Text.Json;

namespace Orchestrator.StandIn.Faults;

internal static class FaultEndpoints
{
    /// <summary>POST sets a fault (or a list, in order), GET lists those that wait, DELETE clears them.</summary>
    public static void MapFaults(this WebApplication app)
    {
        app.MapGet("/stand-in/faults", (FaultQueue faults) => Results.Json(faults.Waiting(), StandInJson.Default.FaultArray));
        app.MapDelete("/stand-in/faults", (FaultQueue faults) =>
        {
            faults.Clear();
            return Results.NoContent();
        });
        app.MapPost("/stand-in/faults", async (HttpRequest request, FaultQueue faults) =>
        {
            Fault[] added;
            try
            {
                using var body = await JsonDocument.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
                added = body.RootElement.ValueKind == JsonValueKind.Array
                    ? body.RootElement.Deserialize(StandInJson.Default.FaultArray)!
                    : [body.RootElement.Deserialize(StandInJson.Default.Fault)!];
            }
            catch (JsonException exception)
            {
                return Results.Text($"stand-in: the fault is not what was expected: {exception.Message}", statusCode: 400);
            }

            if (added.Select(f => f is null ? "a fault is an object" : f.Problem()).FirstOrDefault(p => p is not null) is { } problem)
                return Results.Text($"stand-in: {problem}", statusCode: 400);
            foreach (var fault in added)
                faults.Add(fault);
            return Results.Json(faults.Waiting(), StandInJson.Default.FaultArray);
        });
    }
}
