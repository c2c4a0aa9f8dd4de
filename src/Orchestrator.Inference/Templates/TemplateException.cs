namespace Orchestrator.Inference.Templates;

/// <summary>A chat template cannot be read or rendered. The message names file, line and construct; what the template itself raises is told in its own words.</summary>
public sealed class TemplateException : Exception
{
    /// <summary>Makes the exception for a place in a template.</summary>
    /// <param name="message">What was expected and found.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="construct">The construct, for instance <c>filter 'indent'</c>.</param>
    public TemplateException(string message, int line, string construct) : base($"The chat template fails at line {line}, {construct}: {message}") => (Line, Construct) = (line, construct);

    /// <summary>Makes the exception with its message and cause.</summary>
    /// <param name="message">What was expected and found.</param>
    /// <param name="innerException">The cause.</param>
    public TemplateException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Makes the exception with its message.</summary>
    /// <param name="message">What was expected and found.</param>
    public TemplateException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception without detail.</summary>
    public TemplateException() : base("The chat template cannot be rendered.")
    {
    }

    /// <summary>The line, from 1; 0 where there is none.</summary>
    public int Line { get; }

    /// <summary>The construct; empty where there is none.</summary>
    public string Construct { get; } = "";
}
