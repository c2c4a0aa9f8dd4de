namespace Orchestrator.Inference.Taggers;

/// <summary>Turns the logits of the intent head into a group, an intent and a calibrated confidence.</summary>
internal sealed class IntentDecoder
{
    const int MostAlternatives = 3;
    readonly IReadOnlyList<IntentLabel> _labels;
    readonly TaggerSettings _settings;
    readonly int[] _groupOf;
    readonly int _groups;

    public IntentDecoder(IReadOnlyList<IntentLabel> labels, TaggerSettings settings)
    {
        _labels = labels;
        _settings = settings;
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        _groupOf = [.. labels.Select(l => numbers.TryGetValue(l.Group, out var n) ? n : numbers[l.Group] = numbers.Count)];
        _groups = numbers.Count;
    }

    /// <summary>The answer to a text without a single token.</summary>
    public static TaggerResult Nothing { get; } = new()
    {
        Intent = "",
        Group = "",
        Kind = IntentKind.None,
        Confidence = 0,
        IsMine = false,
        Slots = [],
        Implied = new Dictionary<string, string>(),
        Alternatives = [],
    };

    /// <summary>The least confidence there is.</summary>
    public double Floor => _settings.Calibration.Apply(0);

    /// <summary>What is beyond doubt: as sure as the model ever is that it is its own, or that it is not.</summary>
    public TaggerResult Certain(int index)
    {
        var label = _labels[index];
        if (label.Kind is not (IntentKind.Command or IntentKind.Answer))
            return Nothing with { Confidence = Floor };
        return Nothing with
        {
            Intent = label.Name,
            Group = label.Group,
            Kind = label.Kind,
            Label = index,
            Confidence = _settings.Calibration.Apply(1),
            IsMine = true,
            Implied = label.Implied,
        };
    }

    public TaggerResult Decode(ReadOnlySpan<float> logits)
    {
        Span<double> probability = stackalloc double[_labels.Count];
        Softmax(logits, _settings.Calibration.Temperature, probability);
        Span<double> mass = stackalloc double[_groups];
        Span<int> best = stackalloc int[_groups];
        best.Fill(-1);
        for (var i = 0; i < _labels.Count; i++)
        {
            var g = _groupOf[i];
            mass[g] += probability[i];
            if (best[g] < 0 || probability[i] > probability[best[g]])
                best[g] = i;
        }

        var top = Largest(mass, best, static _ => true);
        var own = Largest(mass, best, static l => l.Kind is IntentKind.Command or IntentKind.Answer);
        var confidence = own < 0 ? 0 : _settings.Calibration.Apply(mass[own]);
        var label = _labels[best[top]];
        return new TaggerResult
        {
            Intent = label.Kind == IntentKind.None ? "" : label.Name,
            Group = label.Kind == IntentKind.None ? "" : label.Group,
            Kind = label.Kind,
            Label = label.Kind == IntentKind.None ? -1 : best[top],
            Confidence = confidence,
            IsMine = top == own && confidence >= _settings.Threshold,
            Slots = [],
            Implied = label.Implied,
            Alternatives = Others(mass, best, top),
        };
    }

    int Largest(ReadOnlySpan<double> mass, ReadOnlySpan<int> best, Func<IntentLabel, bool> eligible)
    {
        var largest = -1;
        for (var g = 0; g < mass.Length; g++)
        {
            if (eligible(_labels[best[g]]) && (largest < 0 || mass[g] > mass[largest]))
                largest = g;
        }

        return largest;
    }

    List<TaggerAlternative> Others(Span<double> mass, ReadOnlySpan<int> best, int top)
    {
        var others = new List<TaggerAlternative>(MostAlternatives);
        mass[top] = -1;
        for (var n = 0; n < MostAlternatives; n++)
        {
            var next = Largest(mass, best, static l => l.Kind != IntentKind.None);
            if (next < 0 || mass[next] < 0.01)
                break;
            others.Add(new TaggerAlternative(_labels[best[next]].Name, _settings.Calibration.Apply(mass[next])));
            mass[next] = -1;
        }

        return others;
    }

    static void Softmax(ReadOnlySpan<float> logits, double temperature, Span<double> probability)
    {
        var max = double.NegativeInfinity;
        foreach (var x in logits)
            max = Math.Max(max, x);
        var sum = 0.0;
        for (var i = 0; i < probability.Length; i++)
            sum += probability[i] = Math.Exp((logits[i] - max) / temperature);
        for (var i = 0; i < probability.Length; i++)
            probability[i] /= sum;
    }
}
