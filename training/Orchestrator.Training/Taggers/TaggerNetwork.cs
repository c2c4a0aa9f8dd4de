using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Orchestrator.Training.Taggers;

/// <summary>
/// Hashed embeddings of words and their character runs, three residual convolutions, one self-attention, and two heads:
/// the intent from the largest and mean of all positions, a slot tag for each token.
/// </summary>
internal sealed class TaggerNetwork : Module<Tensor, Tensor, (Tensor Intents, Tensor Slots)>
{
    public const int Width = 192, Layers = 3, AttentionHeads = 4;

    public readonly Embedding Embedding;
    public readonly Linear Project, Query, Key, Value, Mix, Intent;
    public readonly Linear? Slot;
    public readonly Conv1d[] Convolutions;
    public readonly LayerNorm[] Norms;
    public readonly LayerNorm AttentionNorm, FinalNorm;
    readonly Dropout _early, _late;

    public TaggerNetwork(TaggerPlan plan) : base("tagger")
    {
        Embedding = Embedding(plan.Buckets, plan.Embedding, padding_idx: 0);
        Project = Linear(plan.Embedding, Width);
        Convolutions = [.. Enumerable.Range(0, Layers).Select(_ => Conv1d(Width, Width, 3, padding: 1))];
        Norms = [.. Enumerable.Range(0, Layers).Select(_ => LayerNorm(Width))];
        AttentionNorm = LayerNorm(Width);
        FinalNorm = LayerNorm(Width);
        (Query, Key, Value, Mix) = (Linear(Width, Width), Linear(Width, Width), Linear(Width, Width), Linear(Width, Width));
        Intent = Linear(2 * Width, plan.Labels.Intents.Count);
        Slot = plan.Labels.Tags.Count > 0 ? Linear(Width, plan.Labels.Tags.Count) : null;
        (_early, _late) = (Dropout(plan.Dropout), Dropout(plan.Dropout));
        for (var i = 0; i < Layers; i++)
        {
            register_module($"convolution{i}", Convolutions[i]);
            register_module($"norm{i}", Norms[i]);
        }

        RegisterComponents();
        using (no_grad())
            Embedding.weight!.mul_(0.3);
    }

    /// <summary>Bucket numbers [batch, tokens, features] and a mask [batch, tokens] of ones and zeros.</summary>
    public override (Tensor Intents, Tensor Slots) forward(Tensor ids, Tensor mask)
    {
        var (batch, tokens) = (ids.shape[0], ids.shape[1]);
        var m = mask.unsqueeze(2);
        var used = ids.ne(0).to(ScalarType.Float32).sum(2, keepdim: true).clamp_min(1);
        var h = Project.call(_early.call(Embedding.call(ids).sum(2) / used)) * m;
        for (var i = 0; i < Layers; i++)
            h += _late.call(functional.relu(Convolutions[i].call((Norms[i].call(h) * m).transpose(1, 2))).transpose(1, 2)) * m;

        var a = AttentionNorm.call(h);
        Tensor Heads(Tensor t) => t.view(batch, tokens, AttentionHeads, Width / AttentionHeads).transpose(1, 2);
        var away = (1 - mask).mul(-1e9f).view(batch, 1, 1, tokens);
        var weights = functional.softmax((matmul(Heads(Query.call(a)), Heads(Key.call(a)).transpose(2, 3)) / Math.Sqrt(Width / AttentionHeads)) + away, -1);
        h += Mix.call(matmul(weights, Heads(Value.call(a))).transpose(1, 2).reshape(batch, tokens, Width)) * m;

        var f = FinalNorm.call(h);
        var largest = (f + ((1 - m) * -1e9f)).amax([1]);
        var mean = (f * m).sum(1) / m.sum(1);
        var intents = Intent.call(_late.call(cat([largest, mean], 1)));
        return (intents, Slot is null ? intents : Slot.call(_late.call(f)));
    }
}
