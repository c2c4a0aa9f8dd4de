using System.Collections.Immutable;
using Orchestrator.Conversations.Targets;
using Orchestrator.Privacy;

namespace Orchestrator.Conversations.Embeddings;

/// <summary>
/// Analyses texts as those of any turn, clears them for the model that is named, sets aside what they may cost, writes down what leaves, and
/// embeds them. Without a name the model of this process is taken, never one elsewhere. Thread-safe.
/// </summary>
internal sealed class ClearedEmbeddings(
    IEnumerable<IEmbeddingConnector> connectors, EngineIdentity identity, EgressGate gate, IEgressLedger ledger, EmbeddingCharges charges) : IEmbeddings
{
    private readonly ImmutableArray<IEmbeddingConnector> _connectors = [.. connectors];

    public ImmutableArray<Target> Models => [.. _connectors.OrderByDescending(Here).Select(static c => c.Target)];

    public async Task<EmbeddingAnswer> EmbedAsync(Caller caller, EmbeddingRequest request, CancellationToken cancellationToken)
    {
        var connector = Choose(request.Preference);
        var target = connector.Target;
        var texts = request.Inputs.Select((input, place) => Text(connector, input, place)).ToList();
        var clearing = Clear(caller, request, connector, texts);
        try
        {
            var answer = await charges.ChargeAsync(caller, target, clearing.Cleared, EmbedAsync, cancellationToken);
            return answer with { PolicyVersion = gate.PolicyVersion };
        }
        catch (TargetException e)
        {
            throw Failed(e, target);
        }

        async Task<EmbeddingAnswer> EmbedAsync()
        {
            if (clearing.Record is { } record)
                await ledger.RecordAsync(record);
            var answer = await connector.EmbedAsync(clearing.Cleared, request.Dimensions, cancellationToken);
            return answer.Vectors.Length == texts.Count
                ? answer
                : throw new TargetException("protocol", $"{target.Node} gave {answer.Vectors.Length} vectors for {texts.Count} texts");
        }
    }

    private IEmbeddingConnector Choose(RoutePreference preference)
    {
        var named = preference.Model is "" or "auto"
            ? _connectors.FirstOrDefault(Here)
            : _connectors.FirstOrDefault(c => c.Target.Model.ToString() == preference.Model) ?? _connectors.FirstOrDefault(c => c.Target.Model.Name == preference.Model);
        if (named is null)
        {
            throw new OrchestratorException(ErrorReason.NotFound, _connectors.Length == 0
                ? "No model that embeds is configured here. Name a folder in Orchestrator:Models:Embeddings."
                : $"There is no such embedding model here. Name one of {string.Join(", ", _connectors.Select(c => c.Target.Model.Name))}.", "model");
        }

        var refused = Here(named)
            ? preference.Mode == RoutePreferenceMode.OnlyCloud
            : preference.Mode == RoutePreferenceMode.OnlyDevice;
        return !refused ? named : throw new OrchestratorException(
            ErrorReason.PreferenceUnmet, $"The model runs in zone {named.Target.Zone}, which the preference rules out. Name another model or change the preference.", "preference");
    }

    private bool Here(IEmbeddingConnector connector) => connector.Target.Zone == identity.Entered;

    private static string Text(IEmbeddingConnector connector, EmbeddingInput input, int place) => input.Text
        ?? connector.Text(input.Tokens)
        ?? throw new OrchestratorException(ErrorReason.Unsupported, "The tokens of this model are not known here, so what they say cannot be analysed. Send text.", $"input[{place}]");

    private Clearing Clear(Caller caller, EmbeddingRequest request, IEmbeddingConnector connector, List<string> texts)
    {
        try
        {
            var asked = new ModelRequest { Messages = [.. texts.Select(Message.User)] };
            var analysis = gate.AnalyzeHistory(asked, [.. texts.Select(_ => MessageOrigin.Person)], Context(caller, request.Preference));
            return gate.Clear(analysis, connector.Target, identity.Entered, connector.Codec(request.Dimensions), null);
        }
        catch (EgressDeniedException)
        {
            throw new OrchestratorException(ErrorReason.PrivacyRefused, $"Policy denies these texts to zone {connector.Target.Zone}. Nothing left.");
        }
        catch (AnalysisFailedException)
        {
            throw new OrchestratorException(ErrorReason.PrivacyRefused, "The texts could not be analysed, so they may go nowhere. Nothing was sent or kept. Shorten them or send them in parts.");
        }
    }

    private static PolicyContext Context(Caller caller, RoutePreference preference) => new()
    {
        Tenant = caller.Tenant,
        Purpose = preference.Purpose,
        Consents = preference.Consent is { } consent ? [.. consent.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)] : [],
    };

    private OrchestratorException Failed(TargetException e, Target target)
    {
        // Only our own model's words are about the caller's texts and tell how to mend them.
        var here = target.Zone == identity.Entered;
        return new(new(
            e.Code switch
            {
                "rejected" => here ? ErrorReason.InvalidRequest : ErrorReason.TargetRefused,
                "unauthorized" => ErrorReason.TargetRefused,
                "busy" => ErrorReason.Busy,
                "internal" when here => ErrorReason.Internal,
                _ => ErrorReason.NoTargetAvailable,
            },
            $"{char.ToUpperInvariant(e.Message[0])}{e.Message[1..].TrimEnd('.')}.",
            e.Code == "rejected" && here ? "input" : null)
        { RetryAfter = e.RetryAfter });
    }
}
