namespace Orchestrator.Training.Difficulty;

/// <summary>Weights of one benefit head.</summary>
internal sealed record BenefitHead(float[] Hashed, float[] Form)
{
    public double FormValue(PromptVector x)
    {
        var value = 0.0;
        for (var f = 0; f < Form.Length; f++)
            value += Form[f] * x.Form[f];
        return value;
    }

    public double Value(PromptVector x)
    {
        var sum = 0f;
        foreach (var b in x.Hashed)
            sum += Hashed[b];
        return FormValue(x) + (sum * x.Norm);
    }
}
