using System.Numerics.Tensors;

namespace Orchestrator.Inference.Sampling;

/// <summary>Chooses tokens of one answer. Not thread-safe; the same seed makes the same choices.</summary>
public sealed class Sampler
{
    // What is this much below the best, by temperature, has a probability under one in a billion.
    private const float Negligible = 21;

    private readonly SamplingSettings _settings;
    private readonly Random _random;
    private readonly HashSet<int> _seen;
    private readonly Dictionary<int, int> _written = [];
    private float[] _weights = [];
    private int[] _candidates = [];

    /// <summary>Makes a sampler.</summary>
    /// <param name="settings">How tokens are chosen.</param>
    /// <param name="prompt">The prompt, which the repetition penalty counts too.</param>
    /// <param name="seed">The seed to take when the settings have none.</param>
    public Sampler(SamplingSettings settings, IEnumerable<int> prompt, long seed)
    {
        _settings = settings ?? throw new ArgumentNullException(nameof(settings));
        settings.Validate();
        var chosen = settings.Seed ?? seed;
        _random = new(unchecked((int)(chosen ^ (chosen >> 32))));
        _seen = settings.RepetitionPenalty == 1 ? [] : [.. prompt];
    }

    /// <summary>Chooses the next token.</summary>
    /// <param name="logits">The model's scores, which are changed. A token with negative infinity is never chosen.</param>
    public SampledToken Next(Span<float> logits)
    {
        var raw = _settings.LogProbabilities ? LogSum(logits) : 0;
        var asked = _settings.LogProbabilities ? logits.ToArray() : null;
        Penalise(logits);
        var id = _settings.Temperature == 0 ? TensorPrimitives.IndexOfMax(logits) : Draw(logits);
        _written[id] = _written.GetValueOrDefault(id) + 1;
        if (_settings.RepetitionPenalty != 1)
            _seen.Add(id);
        return new(id, asked is null ? null : asked[id] - raw);
    }

    private static double LogSum(ReadOnlySpan<float> logits)
    {
        var best = TensorPrimitives.Max(logits);
        var sum = 0.0;
        foreach (var logit in logits)
            sum += Math.Exp(logit - best);
        return best + Math.Log(sum);
    }

    private void Penalise(Span<float> logits)
    {
        foreach (var id in _seen)
        {
            if ((uint)id < (uint)logits.Length)
                logits[id] = logits[id] > 0 ? logits[id] / _settings.RepetitionPenalty : logits[id] * _settings.RepetitionPenalty;
        }

        if (_settings.FrequencyPenalty == 0 && _settings.PresencePenalty == 0)
            return;
        foreach (var (id, times) in _written)
            logits[id] -= _settings.PresencePenalty + _settings.FrequencyPenalty * times;
    }

    private int Draw(ReadOnlySpan<float> logits)
    {
        var best = TensorPrimitives.Max(logits);
        var floor = best - Negligible * _settings.Temperature;
        if (_settings.MinP > 0)
            floor = Math.Max(floor, best + MathF.Log(_settings.MinP) * _settings.Temperature);
        if (_weights.Length < logits.Length)
            (_weights, _candidates) = (new float[logits.Length], new int[logits.Length]);
        var count = 0;
        for (var i = 0; i < logits.Length; i++)
        {
            if (logits[i] < floor)
                continue;
            _candidates[count] = i;
            _weights[count++] = MathF.Exp((logits[i] - best) / _settings.Temperature);
        }

        if (_settings.TopK > 0 || _settings.TopP < 1)
            count = Likeliest(count);
        return _candidates[Pick(_weights.AsSpan(0, count))];
    }

    private int Likeliest(int count)
    {
        var weights = _weights.AsSpan(0, count);
        var candidates = _candidates.AsSpan(0, count);
        weights.Sort(candidates, static (a, b) => b.CompareTo(a));
        if (_settings.TopK > 0)
            count = Math.Min(count, _settings.TopK);
        if (_settings.TopP >= 1)
            return count;
        var enough = TensorPrimitives.Sum<float>(weights[..count]) * _settings.TopP;
        var sum = 0f;
        for (var i = 0; i < count; i++)
        {
            sum += weights[i];
            if (sum >= enough)
                return i + 1;
        }

        return count;
    }

    private int Pick(ReadOnlySpan<float> weights)
    {
        var point = _random.NextDouble() * TensorPrimitives.Sum(weights);
        for (var i = 0; i < weights.Length; i++)
        {
            point -= weights[i];
            if (point < 0)
                return i;
        }

        return weights.Length - 1;
    }
}
