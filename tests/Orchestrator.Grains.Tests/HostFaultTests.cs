using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orchestrator.Conformance.Conversations;
using Orchestrator.Conversations;
using Orchestrator.Conversations.Hosting;
using Orchestrator.Conversations.Journal;
using Orchestrator.Grains.Conversations;
using Orchestrator.Grains.Hosting;

namespace Orchestrator.Grains.Tests;

/// <summary>What a caller is told when the cluster's runtime, not the conversation, is what fails.</summary>
public sealed class HostFaultTests
{
    private static readonly Caller s_caller = new("default", "developer", "home", "key");
    private static readonly ConversationId s_conversation = ConversationId.New();

    public static TheoryData<Exception> Faults =>
    [
        new OrleansException("rejected"), new SiloUnavailableException("gone"), new GatewayTooBusyException("busy"),
        new TimeoutException("late"), new ObjectDisposedException("runtime"), new EnumerationAbortedException("aborted"),
    ];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_of_the_runtime_is_an_explained_error_worth_a_repeat(Exception fault)
    {
        await using var host = await Silo.StartAsync();
        var conversations = new GrainConversations(
            FailingGrains.With(fault), host.Service<TurnEngine>(), host.Service<ConversationResolver>(), host.Service<IJournal>(), host.Service<HostedConversations>());

        var refusals = new[]
        {
            await RefusalAsync(async () => await conversations.StartTurnAsync(s_caller, Ask(), default)),
            await RefusalAsync(async () => await DrainAsync(conversations.SendTurnAsync(s_caller, Ask(), default))),
            await RefusalAsync(async () => await DrainAsync(conversations.ReadTurnAsync(s_caller, s_conversation, "turn", default, default))),
            await RefusalAsync(async () => await conversations.CancelTurnAsync(s_caller, s_conversation, "turn", default)),
            await RefusalAsync(async () => await conversations.GetConversationAsync(s_caller, s_conversation, default)),
            await RefusalAsync(async () => await conversations.ListTurnsAsync(s_caller, s_conversation, 1, null, default)),
        };

        Assert.All(refusals, r => Assert.Equal((ErrorReason.HostUnavailable, true), (r.Reason, r.Retryable)));
        Assert.All(refusals, r => Assert.DoesNotContain(fault.Message, r.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_silo_that_has_stopped_is_told_as_such()
    {
        await using var host = await Silo.StartAsync();
        var conversations = host.Service<IConversations>();
        await host.StopAsync();

        var refusal = await RefusalAsync(async () => await conversations.GetConversationAsync(s_caller, s_conversation, default));

        Assert.Equal(ErrorReason.HostUnavailable, refusal.Reason);
    }

    [Fact]
    public async Task A_conversation_that_was_opened_for_a_turn_which_was_not_accepted_is_not_kept()
    {
        await using var host = await Silo.StartAsync();
        var conversations = host.Service<IConversations>();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await conversations.StartTurnAsync(s_caller, Ask() with { TurnId = null }, new(canceled: true)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DrainAsync(conversations.SendTurnAsync(s_caller, Ask() with { TurnId = null }, new(canceled: true))));

        Assert.Equal(0, host.Service<HostedConversations>().Count);
    }

    private static TurnRequest Ask() => new() { Input = [Message.User("hello")], TurnId = "turn" };

    private static async Task<OrchestratorError> RefusalAsync(Func<Task> call) => (await Assert.ThrowsAsync<OrchestratorException>(call)).Error;

    private static async Task DrainAsync(IAsyncEnumerable<TurnUpdate> updates)
    {
        await foreach (var update in updates)
            Assert.NotNull(update);
    }

    private sealed class Silo : IAsyncDisposable
    {
        private readonly TemporaryDirectory _directory = new();
        private IHost? _host;

        public static async Task<Silo> StartAsync()
        {
            var silo = new Silo();
            var builder = Host.CreateApplicationBuilder();
            builder.UseOrleans(o => o.UseLocalhostClustering(FreePorts.One(), FreePorts.One()).AddOrchestrator());
            builder.Services.AddTestEngine(silo._directory.Path, Zone.Cluster, [], new());
            silo._host = builder.Build();
            await silo._host.StartAsync();
            return silo;
        }

        public T Service<T>()
            where T : notnull => _host!.Services.GetRequiredService<T>();

        public Task StopAsync() => _host!.StopAsync();

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            await ((IAsyncDisposable)_host!).DisposeAsync();
            _directory.Dispose();
        }
    }

    /// <summary>A cluster whose every grain fails every call in one way.</summary>
    public class FailingGrains : DispatchProxy
    {
        private Exception? _fault;

        public static IGrainFactory With(Exception fault) => Create<IGrainFactory>(fault);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.ReturnType == typeof(IConversationGrain))
                return Create<IConversationGrain>(_fault!);
            return targetMethod.ReturnType == typeof(Task<GrainReply>) ? Task.FromException<GrainReply>(_fault!) : FailAsync(_fault!);
        }

        private static T Create<T>(Exception fault)
            where T : class
        {
            var proxy = Create<T, FailingGrains>();
            ((FailingGrains)(object)proxy)._fault = fault;
            return proxy;
        }

        private static async IAsyncEnumerable<GrainReply> FailAsync(Exception fault)
        {
            await Task.FromException(fault);
            yield break;
        }
    }
}
