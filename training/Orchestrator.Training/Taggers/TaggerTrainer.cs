using System.Diagnostics;
using Orchestrator.Inference.Taggers;
using Orchestrator.Training.Data;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Orchestrator.Training.Taggers;

/// <summary>Trains a tagger: AdamW, a cosine schedule over the planned steps, and a moving average of the weights at the end.</summary>
internal static class TaggerTrainer
{
    const int BatchSize = 64, WarmUp = 150, Pool = 24;
    const double Rate = 2e-3, AverageDecay = 0.998;

    public static TaggerNetwork Train(TaggerPlan plan, ExampleFilter filter, int seed, double? minutes)
    {
        random.manual_seed(seed);
        set_num_threads(2);
        var dice = new Random(seed);
        var network = new TaggerNetwork(plan);
        var maker = new BatchMaker(plan);
        using var optimiser = optim.AdamW(network.parameters(), lr: Rate, weight_decay: 0.01);
        var averages = network.parameters().Select(p => p.detach().clone()).ToArray();
        var clock = Stopwatch.StartNew();
        var (step, words, seen, epoch, loss) = (0, 0L, 0, 0, double.NaN);
        var perEpoch = plan.Epoch(new Random(seed)).Count() / BatchSize;
        var planned = perEpoch * plan.Epochs;
        Console.WriteLine($"{plan.Name}: {network.parameters().Sum(p => p.numel()) / 1e6:F2} M parameters, {plan.Labels.Intents.Count} classes, {plan.Labels.Tags.Count} tags, {perEpoch} steps an epoch");
        network.train();
        while (Progress() < 1)
        {
            epoch++;
            foreach (var batch in Batches(plan, maker, filter, dice))
            {
                if (Progress() >= 1)
                    break;
                var rate = Rate * Math.Min(1, (step + 1.0) / WarmUp) * ((0.5 * (1 + Math.Cos(Math.PI * Progress()))) + 0.01);
                foreach (var group in optimiser.ParamGroups)
                    group.LearningRate = rate;
                var now = Step(network, optimiser, batch, plan.Labels.Tags.Count);
                Average(network, averages, Math.Min(AverageDecay, (step + 1.0) / (step + 10)));
                loss = double.IsNaN(loss) ? now : (0.98 * loss) + (0.02 * now);
                words += (long)batch.Mask.Sum();
                seen += batch.Size;
                if (++step % 200 == 0)
                    Console.WriteLine($"  step {step} of {planned}, epoch {epoch}, {clock.Elapsed.TotalSeconds:F0} s, loss {loss:F3}, {words / clock.Elapsed.TotalSeconds:F0} words/s");
            }
        }

        using (no_grad())
        {
            foreach (var (parameter, average) in network.parameters().Zip(averages))
                parameter.copy_(average);
        }

        network.eval();
        Console.WriteLine($"{plan.Name}: {step} steps, {seen} utterances, {epoch} epochs, {clock.Elapsed.TotalSeconds:F0} s");
        return network;

        double Progress() => Math.Max(step / (double)planned, minutes is { } limit ? clock.Elapsed.TotalMinutes / limit : 0);
    }

    static double Step(TaggerNetwork network, optim.Optimizer optimiser, TaggerBatch batch, int tags)
    {
        using var scope = NewDisposeScope();
        var ids = tensor(batch.Ids, [batch.Size, batch.Tokens, TokenFeatures.PerToken]);
        var mask = tensor(batch.Mask, [batch.Size, batch.Tokens]);
        var (intents, slots) = network.call(ids, mask);
        var loss = functional.cross_entropy(intents, tensor(batch.Intents), label_smoothing: 0.03);
        if (tags > 0 && batch.Tags.Any(t => t != TaggerBatch.Ignored))
            loss += 2 * functional.cross_entropy(slots.view(-1, tags), tensor(batch.Tags), ignore_index: TaggerBatch.Ignored);
        optimiser.zero_grad();
        loss.backward();
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0);
        optimiser.step();
        return loss.item<float>();
    }

    static void Average(TaggerNetwork network, Tensor[] averages, double decay)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        foreach (var (parameter, average) in network.parameters().Zip(averages))
            average.mul_(decay).add_(parameter.detach(), 1 - decay);
    }

    /// <summary>Utterances of like length go together, so that little padding is computed.</summary>
    static IEnumerable<TaggerBatch> Batches(TaggerPlan plan, BatchMaker maker, ExampleFilter filter, Random dice)
    {
        var items = plan.Epoch(dice).ToArray();
        dice.Shuffle(items);
        foreach (var pool in items.Chunk(BatchSize * Pool))
        {
            var cut = pool.Select(u => plan.NotMine.Contains(u.Label) && u.Text.Length > 120 ? u : plan.Augmentation.Vary(u, dice))
                .Where(u => filter.Allows(u.Text)).Select(u => (Utterance: u, Tokens: Cut(u.Text, plan.Crop))).Where(x => x.Tokens.Count > 0)
                .OrderBy(x => x.Tokens.Count).Chunk(BatchSize).ToArray();
            dice.Shuffle(cut);
            foreach (var batch in cut)
                yield return maker.Make(batch, dice);
        }
    }

    static List<TextToken> Cut(string text, int limit)
    {
        var tokens = new List<TextToken>();
        TextTokens.Split(text, tokens, limit);
        return tokens;
    }
}
