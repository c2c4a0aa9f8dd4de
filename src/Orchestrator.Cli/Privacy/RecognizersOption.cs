using System.CommandLine;
using Orchestrator.Inference.Encoders;
using Orchestrator.Privacy;

namespace Orchestrator.Cli.Privacy;

/// <summary>The option <c>--recognizers</c>: what a process with <c>Orchestrator:RecognizersFile</c> would find.</summary>
internal sealed class RecognizersOption() : Option<string?>("--recognizers")
{
    public static RecognizersOption Create() => new() { Description = "A file of recognisers of one's own, run beside the built-in ones.", HelpName = "file" };

    /// <summary>An analyzer with the recognisers of the file, if one is given.</summary>
    /// <exception cref="FormatException">The file cannot be used; the message says where and why.</exception>
    public TextAnalyzer Analyzer(ParseResult parsed)
    {
        try
        {
            return parsed.GetValue(this) is { } file ? TextAnalyzer.With(RecognizerFile.Load(file, EncoderLabeller.Load)) : new();
        }
        catch (Exception exception) when (exception is PolicyException or IOException or UnauthorizedAccessException)
        {
            throw new FormatException(exception.Message, exception);
        }
    }
}
