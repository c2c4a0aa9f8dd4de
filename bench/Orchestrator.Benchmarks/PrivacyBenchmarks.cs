using BenchmarkDotNet.Attributes;
using Orchestrator.Privacy;

namespace Orchestrator.Benchmarks;

/// <summary>What analysing a text and asking a policy cost.</summary>
[MemoryDiagnoser]
public class PrivacyBenchmarks
{
    private readonly TextAnalyzer _analyzer = new();
    private readonly PrivacyPolicy _policy = PolicyOfManyRules.Make(200);
    private readonly PolicyQuestion _question = PolicyOfManyRules.Question;

    [Benchmark]
    public TextAnalysis Clean() => _analyzer.Analyze(PrivacyTexts.Clean);

    [Benchmark]
    public TextAnalysis Sensitive() => _analyzer.Analyze(PrivacyTexts.Sensitive);

    [Benchmark]
    public ZoneVerdict PolicyOf200Rules() => _policy.Evaluate(_question);

    /// <summary>The floor: reading every character once.</summary>
    [Benchmark(Baseline = true)]
    public int ReadEveryCharacter()
    {
        var sum = 0;
        foreach (var c in PrivacyTexts.Clean)
            sum += c;
        return sum;
    }
}
