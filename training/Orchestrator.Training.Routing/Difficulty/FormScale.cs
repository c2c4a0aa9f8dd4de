namespace Orchestrator.Training.Difficulty;

/// <summary>Brings the counts of a prompt's form to one spread, so that one decay fits all of them. The first is constant and stays.</summary>
internal sealed class FormScale
{
    const double Spread = 0.5;
    readonly double[] _mean;
    readonly double[] _factor;

    FormScale(double[] mean, double[] factor) => (_mean, _factor) = (mean, factor);

    public static FormScale Of(IEnumerable<PromptVector> prompts)
    {
        var forms = prompts.Select(p => p.Form).ToList();
        var width = forms[0].Length;
        var mean = Enumerable.Range(0, width).Select(f => f == 0 ? 0.0 : forms.Average(x => x[f])).ToArray();
        var factor = Enumerable.Range(0, width).Select(f => f == 0 ? 1.0 : Spread / (Math.Sqrt(forms.Average(x => Math.Pow(x[f] - mean[f], 2))) + 1e-6)).ToArray();
        return new(mean, factor);
    }

    public double[] Apply(float[] form)
    {
        var scaled = new double[form.Length];
        for (var f = 0; f < form.Length; f++)
            scaled[f] = (form[f] - _mean[f]) * _factor[f];
        return scaled;
    }

    /// <summary>Weights of the counts as they are, of weights of the scaled ones.</summary>
    public float[] Unscale(double[] weights)
    {
        var plain = new float[weights.Length];
        var constant = weights[0];
        for (var f = 1; f < weights.Length; f++)
        {
            plain[f] = (float)(weights[f] * _factor[f]);
            constant -= weights[f] * _factor[f] * _mean[f];
        }

        plain[0] = (float)constant;
        return plain;
    }
}
