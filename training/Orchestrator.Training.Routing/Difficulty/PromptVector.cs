using Orchestrator.Routing.Difficulty;

namespace Orchestrator.Training.Difficulty;

/// <summary>A prompt as the estimator sees it.</summary>
internal sealed class PromptVector
{
    public PromptVector(string text, int buckets)
    {
        Span<int> hashed = stackalloc int[PromptFeatures.MostHashed];
        Hashed = hashed[..PromptFeatures.Hash(text, hashed, buckets)].ToArray();
        Form = new float[PromptFeatures.FormCount];
        PromptFeatures.Form(text, Form);
        Norm = (float)(1 / Math.Sqrt(Math.Max(1, Hashed.Length)));
    }

    public int[] Hashed { get; }

    public float[] Form { get; }

    public float Norm { get; }
}
