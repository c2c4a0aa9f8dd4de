namespace Orchestrator.Privacy.Tests;

/// <summary>Fails on texts that hold a word.</summary>
internal sealed class ThrowingDetector(string word) : IDetector
{
    public string Type => "THROWING";

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        if (text.Text.Contains(word, StringComparison.Ordinal))
            throw new TimeoutException($"quoted: {text.Text}");
    }
}
