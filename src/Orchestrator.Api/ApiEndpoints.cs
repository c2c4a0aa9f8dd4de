using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Api.Grpc;
using Orchestrator.Api.Health;
using Orchestrator.Api.OpenAi;

namespace Orchestrator.Api;

/// <summary>Maps the faces.</summary>
public static class ApiEndpoints
{
    /// <summary>Maps ConversationService, reflection and gRPC health; <c>/v1/…</c>; <c>/health/live</c>, <c>/health/ready</c> and <c>/health/{part}</c>.</summary>
    /// <param name="app">The host's endpoints.</param>
    public static IEndpointRouteBuilder MapOrchestratorApi(this IEndpointRouteBuilder app)
    {
        app.MapGrpcService<ConversationGrpcService>();
        app.MapGrpcReflectionService();
        app.MapGrpcHealthChecksService();

        var call = app.ServiceProvider.GetRequiredService<OpenAiCall>();
        var completions = app.ServiceProvider.GetRequiredService<ChatCompletionsEndpoint>();
        var models = app.ServiceProvider.GetRequiredService<ModelsEndpoint>();
        app.Map("/v1/chat/completions", context => call.RunAsync(context, HttpMethods.Post, completions.AnswerAsync));
        app.Map("/v1/models", context => call.RunAsync(context, HttpMethods.Get, models.ListAsync));
        app.Map("/v1/models/{**id}", context => call.RunAsync(context, HttpMethods.Get, models.GetAsync));
        app.Map("/v1/{**rest}", call.NotFoundAsync);

        HealthEndpoints.Map(app);
        return app;
    }
}
