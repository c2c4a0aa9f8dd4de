using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Decoders;
using Orchestrator.Privacy;

namespace Orchestrator.Inference.Local;

/// <summary>Runs attempts on a model in this process, behind its <see cref="IChatClient"/>. Nothing is serialised and nothing is sent. Thread-safe.</summary>
public sealed class LocalConnector : ITargetConnector, IEgressCodec, ISlowProbe
{
    // Arguments go on as compact JSON; the library's own options indent.
    private static readonly JsonSerializerOptions s_compact = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    private readonly LocalModel _model;
    private readonly Func<DeviceState?>? _machine;
    private Target _target;

    /// <summary>Makes a connector.</summary>
    /// <param name="target">The target that the model is.</param>
    /// <param name="model">The model; the connector does not own it.</param>
    /// <param name="machine">How the machine is now; asked at every look at the target, so it is to be quick, and to give the same object while nothing changes.</param>
    public LocalConnector(Target target, LocalModel model, Func<DeviceState?>? machine = null) => (_target, _model, _machine) = (target, model, machine);

    /// <inheritdoc/>
    public Target Target
    {
        get
        {
            var target = Volatile.Read(ref _target);
            if (_machine is null || _machine() is var state && ReferenceEquals(state, target.Device))
                return target;
            target = target with { Device = state };
            Volatile.Write(ref _target, target);
            return target;
        }
    }

    /// <inheritdoc/>
    public IEgressCodec Codec => this;

    /// <inheritdoc/>
    public ISlowProbe? SlowProbe => _model.SlowConfidence is null ? null : this;

    /// <inheritdoc/>
    public double Kept => _model.SlowConfidence?.Kept ?? 0;

    /// <summary>Nothing leaves the process, so there are no bytes to send.</summary>
    /// <param name="request">The request.</param>
    public ReadOnlyMemory<byte> Encode(ModelRequest request) => default;

    /// <inheritdoc/>
    public double? Probe(ModelRequest request)
    {
        try
        {
            return _model.Confidence?.Invoke(Asked(request));
        }
        catch (ModelLoadException)
        {
            // It was to be loaded when needed, and could not be: it answers nothing. Health says why.
            return 0;
        }
    }

    /// <inheritdoc/>
    public async Task<double?> ProbeAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return _model.SlowConfidence is { } slow ? await slow.Of(Asked(request), cancellationToken) : null;
        }
        catch (Exception e) when (e is ModelLoadException or TargetException or DecoderException)
        {
            // It is busy, or cannot be loaded or run, which health and the log of its attempts tell.
            return null;
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ModelUpdate> RunAsync(Cleared<ModelRequest> cleared, Invocation invocation, CancellationToken cancellationToken) =>
        AnswerAsync(cleared.Content, cancellationToken);

    /// <summary>Answers a request that another process cleared for this one.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the answer.</param>
    public async IAsyncEnumerable<ModelUpdate> AnswerAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ChatFinishReason? finish = null;
        UsageDetails? usage = null;
        var called = false;
        AdditionalPropertiesDictionary properties = [];
        await using var answer = _model.Client.GetStreamingResponseAsync(ChatMapping.Messages(request), ChatMapping.Options(request), cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(answer, cancellationToken))
        {
            var update = answer.Current;
            finish = update.FinishReason ?? finish;
            foreach (var property in update.AdditionalProperties ?? [])
                properties[property.Key] = property.Value;
            foreach (var content in update.Contents)
            {
                switch (content)
                {
                    case TextContent { Text.Length: > 0 } text:
                        yield return new ModelText(text.Text);
                        break;
                    case FunctionCallContent call:
                        called = true;
                        yield return new ModelToolCall(new(call.CallId, call.Name, Arguments(call)));
                        break;
                    case UsageContent used:
                        usage = used.Details;
                        break;
                }
            }
        }

        yield return new ModelEnded
        {
            FinishReason = finish?.Value ?? (called ? "tool_calls" : "stop"),
            Usage = usage is null ? null : new(usage.InputTokenCount ?? 0, usage.OutputTokenCount ?? 0),
            Confidence = properties.TryGetValue(ModelResponseKeys.Confidence, out var confidence) ? confidence as double? : null,
            Risk = properties.TryGetValue(ModelResponseKeys.Risk, out var risk) ? risk as AnswerRisk : null,
            Declined = properties.TryGetValue(ModelResponseKeys.Declined, out var declined) && declined is true,
        };
    }

    private static string Asked(ModelRequest request) => request.Messages.LastOrDefault(m => m.Role == Role.User)?.Text ?? "";

    private static string Arguments(FunctionCallContent call) =>
        call.Arguments is null ? "{}" : JsonSerializer.Serialize(call.Arguments, s_compact);

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<ChatResponseUpdate> answer, CancellationToken cancellationToken)
    {
        try
        {
            return await answer.MoveNextAsync();
        }
        catch (Exception e) when (e is not TargetException && !cancellationToken.IsCancellationRequested)
        {
            // The engine's own message may quote what it was asked, so only its kind goes on.
            throw new TargetException("internal", $"the model of {Target.Id} failed ({e.GetType().Name})");
        }
    }
}
