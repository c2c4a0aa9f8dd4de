using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Orchestrator.Api.Models;

namespace Orchestrator.Api.OpenAi;

/// <summary><c>GET /v1/models</c> and <c>/v1/models/{id}</c>.</summary>
internal sealed class ModelsEndpoint(IModelListing listing)
{
    public Task ListAsync(HttpContext context, Caller caller) =>
        OpenAiAnswers.WriteAsync(context, listing.List(caller), static (writer, models) =>
        {
            writer.WriteStartObject();
            writer.WriteString("object"u8, "list"u8);
            writer.WriteStartArray("data"u8);
            foreach (var model in models)
                Write(writer, model);
            writer.WriteEndArray();
            writer.WriteEndObject();
        });

    public Task GetAsync(HttpContext context, Caller caller)
    {
        var id = context.Request.RouteValues["id"] as string;
        var model = listing.List(caller).FirstOrDefault(m => m.Id == id)
            ?? throw new OrchestratorException(ErrorReason.NotFound, "There is no such model here. /v1/models lists those there are.", "model");
        return OpenAiAnswers.WriteAsync(context, model, Write);
    }

    private static void Write(Utf8JsonWriter writer, ListedModel model)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, model.Id);
        writer.WriteString("object"u8, "model"u8);

        // The protocol wants a time; when a model was made is not known here.
        writer.WriteNumber("created"u8, 0);
        writer.WriteString("owned_by"u8, model.Owner);
        writer.WriteStartObject("orchestrator"u8);
        writer.WriteString("tier"u8, model.Tier is { } tier ? RouteHeaders.TierName(tier) : null);
        writer.WriteString("zone"u8, model.Zone?.Name);
        writer.WriteBoolean("embeds"u8, model.Embeds);
        writer.WriteBoolean("stand_in"u8, model.StandIn);
        writer.WriteBoolean("available"u8, model.Unavailable is null);
        writer.WriteString("unavailable"u8, model.Unavailable);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
