using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Conformance.Conversations;
using Orchestrator.Conversations.Events;
using Orchestrator.Conversations.Journal;
using Orchestrator.Protocol;
using Orchestrator.Routing;
using Orchestrator.Routing.Difficulty;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Conversations.Tests;

/// <summary>A conversation's journal tells the router where its turns were answered, and every decision holds what it was told.</summary>
public sealed class RouteMemoryTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));

    private readonly RouterOptions _options = new();

    private ServiceProvider? _services;

    [Fact]
    public async Task A_talk_stays_on_the_tier_that_a_hard_turn_raised_it_to_until_some_easy_turns_or_a_pause()
    {
        var first = await SendAsync("hard: prove it");
        Assert.Equal("cloud", first.Route.Target!.Id);

        Assert.Equal(("cloud", "conversation-held"), await RouteOfAsync("and now briefly", first));
        Assert.Equal(("cloud", "conversation-held"), await RouteOfAsync("and now shorter", first));
        Assert.Equal(("mini", "mini-fits"), await RouteOfAsync("and now longer", first));

        Assert.Equal(("cloud", "needs-cloud"), await RouteOfAsync("hard: another proof", first));
        _time.Advance(_options.IdleReset);
        Assert.Equal(("mini", "mini-fits"), await RouteOfAsync("and now briefly", first));
    }

    [Fact]
    public async Task The_answer_of_a_tool_goes_to_the_target_that_asked_for_it()
    {
        var first = await ServicesOf().GetRequiredService<IConversations>().SendAsync(Ask("call the tool") with { Preference = new() { Model = "cloud" } });
        var call = Assert.Single(first.Output!.ToolCalls);

        var next = await ServicesOf().GetRequiredService<IConversations>().SendAsync(new()
        {
            Conversation = first.Conversation,
            Input = [new() { Role = Role.Tool, ToolCallId = call.Id, Text = "42" }],
        });

        Assert.Equal("cloud", next.Route.Target!.Id);
        Assert.Equal("tool-loop", next.Route.ReasonCode);
        Assert.Contains("it asked for the tool whose answer this is", next.Route.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_decision_of_a_conversation_replays_with_its_memory_and_measures()
    {
        var first = await SendAsync("hard: prove it");
        await RouteOfAsync("and now briefly", first);

        var rows = await ServicesOf().GetRequiredService<IJournal>().ReadAsync(new(Ann.Tenant, first.Conversation), 1, default);
        var routed = rows.Select(r => Event(first, r)).OfType<TurnRouted>().ToList();

        Assert.Null(routed[0].Input.Memory);
        Assert.Equal("cloud", routed[1].Input.Memory!.HeldTarget);
        Assert.NotNull(routed[1].Input.Candidates.Single(c => c.Target.Id == "cloud").Measure);
        Assert.All(routed, r => Assert.Equal(r.Decision.ToProto(), new Router(new()).Decide(r.Input).ToProto()));
    }

    [Fact]
    public async Task A_shadow_router_is_counted_and_never_obeyed()
    {
        _options.Shadow = new() { Quality = 0 };
        var counted = new List<string>();
        using var listener = new MeterListener { InstrumentPublished = (i, l) => { if (i.Name == "orchestrator.routes.shadow") l.EnableMeasurementEvents(i, this); } };
        listener.SetMeasurementEventCallback<long>((_, _, tags, state) =>
        {
            if (state == this)
                counted.Add(string.Join(' ', tags.ToArray().Select(t => t.Value)));
        });
        listener.Start();

        var turn = await SendAsync("hard: prove it");

        Assert.Equal("cloud", turn.Route.Target!.Id);
        Assert.Contains("cloud mini False", counted);
    }

    [Theory]
    [InlineData(1, "cloud")]
    [InlineData(0, "mini")]
    public async Task A_caller_turns_the_dial_no_further_than_its_tenants_setting_and_is_told_so(double most, string target)
    {
        _options.TenantQuality["acme"] = 0;
        _options.TenantMostQuality["acme"] = most;

        var turn = await ServicesOf().GetRequiredService<IConversations>().SendAsync(Ask("hard: prove it") with { Preference = new() { Quality = QualityDial.Best } });

        Assert.Equal(target, turn.Route.Target!.Id);
        Assert.Equal(most < 1, turn.Route.Reasons.Contains("The caller asked for quality 1; the tenant's setting allows 0."));
    }

    [Fact]
    public void A_dial_out_of_range_is_refused_by_the_name_of_its_key()
    {
        _options.TenantQuality["acme"] = 1.5;
        var refusal = Assert.Throws<OptionsValidationException>(() => ServicesOf().GetRequiredService<IOptions<RouterOptions>>().Value);
        Assert.Contains("Orchestrator:Routing:TenantQuality:acme", refusal.Message, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
            await _services.DisposeAsync();
        _directory.Dispose();
    }

    private async Task<(string Target, string Code)> RouteOfAsync(string text, TurnView conversation)
    {
        var turn = await SendAsync(text, conversation.Conversation);
        return (turn.Route.Target!.Id, turn.Route.ReasonCode);
    }

    private Task<TurnView> SendAsync(string text, ConversationId? conversation = null) =>
        ServicesOf().GetRequiredService<IConversations>().SendAsync(Ask(text, conversation: conversation));

    private ServiceProvider ServicesOf()
    {
        if (_services is not null)
            return _services;
        var mini = new ScriptedTarget("mini", (_, _) => AnswerAsync(null));
        mini.Target = mini.Target with { Tier = Tier.Mini, Zone = Zone.Gateway, Price = TargetPrice.Free };
        var cloud = new ScriptedTarget("cloud", (request, _) => AnswerAsync(request.Messages[^1].Text.Contains("tool", StringComparison.Ordinal) ? new("call-1", "look_up", "{}") : null));
        return _services = new ServiceCollection()
            .AddSingleton<TimeProvider>(_time)
            .AddSingleton<IConfigureOptions<RouterOptions>>(new ConfigureOptions<RouterOptions>(o =>
            {
                o.Shadow = _options.Shadow;
                foreach (var (tenant, dial) in _options.TenantQuality)
                    o.TenantQuality[tenant] = dial;
                foreach (var (tenant, most) in _options.TenantMostQuality)
                    o.TenantMostQuality[tenant] = most;
            }))
            .AddTestEngine(_directory.Path, Zone.Device, [mini, cloud], new())
            .AddLocalConversations()
            .Replace(ServiceDescriptor.Singleton<IDifficultyEstimator, HardIfSaidSo>())
            .BuildServiceProvider();
    }

    private static async IAsyncEnumerable<ModelUpdate> AnswerAsync(ToolCall? call)
    {
        await Task.CompletedTask;
        if (call is null)
            yield return new ModelText("done");
        else
            yield return new ModelToolCall(call);
        yield return new ModelEnded { FinishReason = call is null ? "stop" : "tool_calls", Usage = new(10, 5) };
    }

    private ConversationEvent Event(TurnView turn, JournalRow row)
    {
        var place = new ContentPlace(new(Ann.Tenant, turn.Conversation), row.KeyId, row.LogId, row.Sequence, row.Kind);
        return ServicesOf().GetRequiredService<IEventCodec>().Decode(ServicesOf().GetRequiredService<IContentProtector>().Unprotect(place, row.Content).Span);
    }

    private sealed class HardIfSaidSo : IDifficultyEstimator
    {
        public string Version => "said-so";

        public DifficultyEstimate Estimate(string prompt) => new(0.01, 0.01, 0.98, prompt.StartsWith("hard", StringComparison.Ordinal) ? 0.9 : 0.2);
    }
}
