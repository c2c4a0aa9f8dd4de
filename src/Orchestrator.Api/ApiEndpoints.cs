using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Api.Access;
using Orchestrator.Api.Grpc;
using Orchestrator.Api.Health;
using Orchestrator.Api.OpenAi;
using Orchestrator.Api.OpenApi;
using Orchestrator.Api.Responses;
using Orchestrator.Api.Usage;

namespace Orchestrator.Api;

/// <summary>Maps the faces.</summary>
public static class ApiEndpoints
{
    /// <summary>Maps ConversationService, RoutingService, BudgetService, reflection and gRPC health; <c>/v1/…</c>; <c>/orchestrator/v1/…</c>; <c>/openapi/v1.json</c>; <c>/health/live</c>, <c>/health/ready</c> and <c>/health/{part}</c>.</summary>
    /// <param name="app">The host's endpoints.</param>
    public static IEndpointRouteBuilder MapOrchestratorApi(this IEndpointRouteBuilder app)
    {
        TranscodedRequests.Map(app, app.MapGrpcService<ConversationGrpcService>(), app.MapGrpcService<RoutingGrpcService>(), app.MapGrpcService<BudgetGrpcService>());
        app.MapGrpcReflectionService();
        app.MapGrpcHealthChecksService();

        var call = app.ServiceProvider.GetRequiredService<OpenAiCall>();
        var completions = app.ServiceProvider.GetRequiredService<ChatCompletionsEndpoint>();
        var models = app.ServiceProvider.GetRequiredService<ModelsEndpoint>();
        app.Map("/v1/chat/completions", context => call.RunAsync(context, HttpMethods.Post, completions.AnswerAsync));
        app.Map("/v1/embeddings", context => call.RunAsync(context, HttpMethods.Post, app.ServiceProvider.GetRequiredService<EmbeddingsEndpoint>().AnswerAsync));
        var responses = app.ServiceProvider.GetRequiredService<ResponsesEndpoint>();
        var conversations = app.ServiceProvider.GetRequiredService<ConversationsEndpoint>();
        app.Map("/v1/responses", context => call.RunAsync(context, HttpMethods.Post, responses.CreateAsync));
        app.Map("/v1/responses/{id}", context => call.RunAsync(context, [(HttpMethods.Get, responses.GetAsync), (HttpMethods.Delete, responses.DeleteAsync)]));
        app.Map("/v1/responses/{id}/cancel", context => call.RunAsync(context, HttpMethods.Post, responses.CancelAsync));
        app.Map("/v1/responses/{id}/input_items", context => call.RunAsync(context, HttpMethods.Get, responses.InputAsync));
        app.Map("/v1/conversations", context => call.RunAsync(context, HttpMethods.Post, conversations.CreateAsync));
        app.Map("/v1/conversations/{id}", context => call.RunAsync(context, [(HttpMethods.Get, conversations.GetAsync), (HttpMethods.Post, ConversationsEndpoint.UpdateAsync), (HttpMethods.Delete, conversations.DeleteAsync)]));
        app.Map("/v1/conversations/{id}/items", context => call.RunAsync(context, [(HttpMethods.Get, conversations.ItemsAsync), (HttpMethods.Post, ConversationsEndpoint.AddItemsAsync)]));
        app.Map("/v1/conversations/{id}/items/{item}", context => call.RunAsync(context, [(HttpMethods.Get, conversations.ItemAsync), (HttpMethods.Delete, ConversationsEndpoint.DeleteItemAsync)]));
        var usage = app.ServiceProvider.GetRequiredService<UsageEndpoint>();
        app.Map("/orchestrator/v1/usage", context => call.RunAsync(context, HttpMethods.Get, usage.GetAsync, ApiScopes.Usage));
        app.Map("/v1/models", context => call.RunAsync(context, HttpMethods.Get, models.ListAsync));
        app.Map("/v1/models/{**id}", context => call.RunAsync(context, HttpMethods.Get, models.GetAsync));
        app.Map("/v1/{**rest}", call.NotFoundAsync);

        app.MapGet(OpenApiDocument.Path, static async context =>
        {
            context.Response.ContentType = "application/json; charset=utf-8";
            await context.Response.BodyWriter.WriteAsync(OpenApiDocument.Json, context.RequestAborted);
        });
        HealthEndpoints.Map(app);
        return app;
    }
}
