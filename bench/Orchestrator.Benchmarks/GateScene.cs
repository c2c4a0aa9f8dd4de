using System.Text.Json;
using Orchestrator.Privacy;

namespace Orchestrator.Benchmarks;

/// <summary>A gate, a provider in the cloud, and a conversation of twenty messages that goes there.</summary>
internal sealed class GateScene : IEgressCodec
{
    private readonly EgressGate _gate = new(new TextAnalyzer(), PrivacyPolicy.Default, LedgerKey.Create(), TimeProvider.System);
    private readonly PseudonymKey _key = new(new byte[PseudonymKey.Size]);
    private readonly ModelRequest _request;
    private readonly MessageOrigin[] _origins;

    private readonly Target _target = new()
    {
        Id = "cloud@acme",
        Tier = Tier.Cloud,
        Zone = Zone.Parse("cloud/acme/eu"),
        Node = "acme",
        Model = new ModelReference("acme-large"),
    };

    public GateScene(string text)
    {
        var messages = new List<Message>();
        for (var i = 0; i < 10; i++)
            messages.AddRange([Message.User($"{PrivacyTexts.Clean} {i}"), Message.Assistant($"It keeps the height small by rotations, of which there are {i}.")]);
        messages.Add(Message.User(text));
        _request = new() { Messages = [.. messages] };
        _origins = [.. messages.Select(static m => new MessageOrigin(m.Role == Role.Assistant ? Label.Public : null, []))];
    }

    public RequestAnalysis Analyze() => _gate.AnalyzeHistory(_request, _origins);

    public Clearing Decide()
    {
        var analysis = Analyze();
        _gate.Judge(analysis, _target, default);
        return _gate.Clear(analysis, _target, default, this, _key);
    }

    public ReadOnlyMemory<byte> Encode(ModelRequest request) => JsonSerializer.SerializeToUtf8Bytes(request.Messages);
}
