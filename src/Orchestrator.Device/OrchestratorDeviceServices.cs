using System.Security.Cryptography;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orchestrator;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Budgets;
using Orchestrator.Conversations.Erasure;
using Orchestrator.Conversations.Events;
using Orchestrator.Conversations.Targets;
using Orchestrator.Device;
using Orchestrator.Hosting.Budgets;
using Orchestrator.Hosting.Serving;
using Orchestrator.Link.Identity;
using Orchestrator.Link.Node;
using Orchestrator.Privacy;
using Orchestrator.Protocol;
using Orchestrator.Routing.Difficulty;
using Orchestrator.Sdk;
using Orchestrator.Sdk.Chat;
using Orchestrator.Storage;
using Orchestrator.Storage.Ledgers;
using Orchestrator.Storage.Protection;
using Orchestrator.Storage.Sqlite;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Puts the device's tier into an app's own process.</summary>
public static class OrchestratorDeviceServices
{
    private const string OnItsOwn = "device";

    /// <summary>
    /// Adds the turn engine with the nano model, the privacy policy, the journal and, where the options name an identity, the link, all in this
    /// process: no port is opened. The app gets <see cref="IOrchestratorClient"/> and an <see cref="IChatClient"/>, as from
    /// <c>AddOrchestrator</c>; text is judged here before a byte of it moves. What runs beside the turns (the link, erasures that a start before
    /// began) are hosted services: an app without a generic host starts them with <see cref="StartOrchestratorDeviceAsync"/>. The container must
    /// be disposed asynchronously. Call it once; options of the parts, such as <c>TurnOptions</c>, <c>RouterOptions</c> and
    /// <c>KeyRingOptions</c>, are configured beside it.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options; at least <see cref="DeviceOptions.DataDirectory"/>. They are validated at start.</param>
    public static IServiceCollection AddOrchestratorDevice(this IServiceCollection services, Action<DeviceOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        var device = new DeviceOptions();
        configure(device);
        services.AddOptions<DeviceOptions>().Configure(configure).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DeviceOptions>, DeviceOptionsValidator>());
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static s => new EngineIdentity(Name(s), Zone.Device));
        AddKeeping(services, device);
        services.TryAddSingleton<IDifficultyEstimator>(_ => DifficultyEstimator.Load(Path.Combine(device.ModelsPath, device.Difficulty)));
        services.TryAddSingleton(s => new DeviceModels(device, Name(s)));
        if (device.IdentityFile is null)
            services.TryAddSingleton<ITargetCatalog>(static s => s.GetRequiredService<DeviceModels>());
        else
            AddLink(services, device);
        services.AddTurnEngine(new(OnItsOwn, Zone.Device)).AddLocalConversations();
        services.AddHostedService<ErasureResumption>();
        services.TryAddSingleton<IOrchestratorClient>(s => new DeviceClient(s.GetRequiredService<IConversations>(), s.GetRequiredService<IErasure>(), Caller(s, device.Owner)));
        services.TryAddSingleton(static s => s.GetRequiredService<IOrchestratorClient>().AsChatClient());
        return services;
    }

    /// <summary>Opens what the device keeps, and starts what runs beside its turns. For an app without a generic host, which does both by itself.</summary>
    /// <param name="provider">The container.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Stops what was started; dispose it before the container.</returns>
    /// <exception cref="OptionsValidationException">An option is missing or out of its range; the message names it.</exception>
    /// <exception cref="OrchestratorException">The data directory is in use or cannot be read.</exception>
    public static async Task<IAsyncDisposable> StartOrchestratorDeviceAsync(this IServiceProvider provider, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        _ = provider.GetRequiredService<IOptions<DeviceOptions>>().Value;
        provider.GetRequiredService<IStartupValidator>().Validate();
        _ = provider.GetRequiredService<TurnEngine>();
        var running = new RunningDevice();
        foreach (var service in provider.GetServices<IHostedService>().Where(RunningDevice.IsOurs))
            await running.StartAsync(service, cancellationToken);
        return running;
    }

    private static void AddKeeping(IServiceCollection services, DeviceOptions device)
    {
        services.AddSqliteJournal(o => o.DataDirectory = device.DataDirectory);
        services.TryAddSingleton<IEventCodec, EventCodec>();
        services.TryAddSingleton(static s => new DigestKey(s.GetRequiredService<KeyRing>().Derive("digest")));
        services.TryAddSingleton(static s => new LedgerKey(s.GetRequiredService<KeyRing>().Derive("ledger")));
        services.TryAddSingleton<IPolicySource>(s => device.Policy is null || PrivacyPolicy.BuiltIns.Contains(device.Policy)
            ? new FixedPolicy(PrivacyPolicy.Named(device.Policy))
            : new PolicyFile(device.Policy, s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static s => new EgressGate(
            new TextAnalyzer(), s.GetRequiredService<IPolicySource>(), s.GetRequiredService<LedgerKey>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static s => new Ed25519LedgerSigner(s.GetRequiredService<KeyRing>().Derive("ledger-signature")));
        services.TryAddSingleton(s => LedgerFile.Open(
            Path.Combine(device.DataDirectory, "ledger"), Name(s), s.GetRequiredService<Ed25519LedgerSigner>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IEgressLedger>(static s => s.GetRequiredService<LedgerFile>());
    }

    private static void AddLink(IServiceCollection services, DeviceOptions device)
    {
        // The link's options may stand in a configuration; an app may have none.
        services.TryAddSingleton<IConfiguration>(static _ => new ConfigurationBuilder().Build());
        services.TryAddSingleton<ILinkExecutor, NothingOffered>();
        services.AddLinkClient(o => (o.Address, o.IdentityFile) = (device.ClusterAddress ?? o.Address, device.IdentityFile ?? o.IdentityFile));
        services.TryAddSingleton<ITargetCatalog>(static s => new CombinedCatalog(s.GetRequiredService<DeviceModels>(), new DeviceLink(s.GetRequiredService<INodeLink>())));

        services.AddOptions<BudgetOptions>().ValidateDataAnnotations();
        services.AddOptions<SqliteJournalOptions>().Configure<NodeIdentity>(static (o, identity) => o.TellsUsageOf = identity.Tenant);
        services.TryAddSingleton(static s => new BudgetHolder(Name(s), RandomNumberGenerator.GetHexString(32, lowercase: true)));
        services.TryAddSingleton(static s =>
        {
            var slices = new BudgetSlices(
                s.GetRequiredService<BudgetHolder>(), s.GetRequiredService<IBudgetBank>(), s.GetRequiredService<IOptions<BudgetOptions>>().Value, s.GetRequiredService<TimeProvider>());
            slices.Watch(s.GetRequiredService<NodeIdentity>().Tenant);
            return slices;
        });
        services.TryAddSingleton<IBudgets>(static s => s.GetRequiredService<BudgetSlices>());
        services.AddHostedService<BudgetRefresh>();
    }

    private static string Name(IServiceProvider services) => services.GetService<NodeIdentity>()?.Node ?? OnItsOwn;

    private static Caller Caller(IServiceProvider services, string owner) =>
        services.GetService<NodeIdentity>() is { } identity ? new(identity.Tenant, owner, identity.Site, OnItsOwn) : new("default", owner, "home", OnItsOwn);
}
