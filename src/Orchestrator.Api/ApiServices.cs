using Grpc.AspNetCore.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orchestrator.Api.Access;
using Orchestrator.Api.Grpc;
using Orchestrator.Api.Health;
using Orchestrator.Api.Models;
using Orchestrator.Api.OpenAi;
using Orchestrator.Api.Responses;
using Orchestrator.Api.Usage;
using Orchestrator.Routing;
using Orchestrator.Routing.Learning;
using V1 = Orchestrator.Protocol.V1;

namespace Orchestrator.Api;

/// <summary>Registers the faces.</summary>
public static class ApiServices
{
    /// <summary>
    /// Adds the gRPC and OpenAI faces. The host registers <see cref="Conversations.IConversations"/>,
    /// <see cref="Conversations.Erasure.IErasure"/>, <see cref="Conversations.Usage.IUsage"/>, the store's <see cref="Conversations.DigestKey"/>, and an <see cref="IModelListing"/> or else an
    /// <see cref="Conversations.Targets.ITargetCatalog"/>.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets the options; they are validated at start.</param>
    public static IServiceCollection AddOrchestratorApi(this IServiceCollection services, Action<ApiOptions> configure)
    {
        services.AddOptions<ApiOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ApiOptions>, ApiOptionsValidator>());
        services.TryAddSingleton<ApiAccess>();
        services.TryAddSingleton<OpenAiCall>();
        services.TryAddSingleton<ChatCompletionsEndpoint>();
        services.TryAddSingleton<ModelsEndpoint>();
        services.TryAddSingleton<EmbeddingsEndpoint>();
        services.TryAddSingleton<UsageEndpoint>();
        services.TryAddSingleton<CallersTurn>();
        services.TryAddSingleton<ResponseTurn>();
        services.TryAddSingleton<ConversationErasing>();
        services.TryAddSingleton<ResponsesEndpoint>();
        services.TryAddSingleton<Conversations.Hosting.ConversationMint>();
        services.TryAddSingleton<ConversationsEndpoint>();
        services.TryAddSingleton<IModelListing, CatalogModelListing>();
        services.AddHostedService<LoopbackGuard>();
        services.AddHostedService<KeyFileWatch>();
        services.AddHealthChecks();
        services.TryAddSingleton<GrpcAdmission>();
        services.TryAddSingleton<LearnedShifts>();
        services.AddOptions<RouterOptions>();
        services.AddGrpc().AddJsonTranscoding(Transcoding.Configure)
            .AddServiceOptions<ConversationGrpcService>(static o => o.Interceptors.Add<GrpcFaults>())
            .AddServiceOptions<RoutingGrpcService>(static o => o.Interceptors.Add<GrpcFaults>())
            .AddServiceOptions<BudgetGrpcService>(static o => o.Interceptors.Add<GrpcFaults>());
        services.AddOptions<global::Grpc.AspNetCore.Server.GrpcServiceOptions<ConversationGrpcService>>()
            .Configure<IOptions<ApiOptions>>(static (grpc, api) => grpc.MaxReceiveMessageSize = api.Value.MaxRequestBytes);
        services.AddGrpcReflection();
        services.AddGrpcHealthChecks();
        services.AddHealthBoard();
        services.Configure<GrpcHealthChecksOptions>(static o => o.Services.Map(V1.ConversationService.Descriptor.FullName, static _ => true));
        return services;
    }
}
