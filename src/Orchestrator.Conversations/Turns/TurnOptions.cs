using System.ComponentModel.DataAnnotations;

namespace Orchestrator.Conversations;

/// <summary>Limits of the turn engine.</summary>
public sealed class TurnOptions
{
    /// <summary>How long an attempt may take to its first content before the next target is tried.</summary>
    /// <value>The default is 60 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan FirstContentTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long one attempt may take in all.</summary>
    /// <value>The default is 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often the plan is gone through again after every target of it failed for a moment, before any content.</summary>
    /// <value>The default is 1.</value>
    [Range(0, 10)]
    public int Retries { get; set; } = 1;

    /// <summary>The longest wait before the plan is gone through again; a target that asks for more ends the turn.</summary>
    /// <value>The default is 5 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan MaxRetryWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an attempt may be without content before the plan's next target is asked as well; zero never asks a second.</summary>
    /// <value>The default is zero: a hedge costs a second answer.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan HedgeAfter { get; set; }

    /// <summary>
    /// How long a decision waits for a decoder of this process to say how sure it is of a text, and half of the caller's maximum latency at most for all of them together;
    /// one that does not in time is passed over.
    /// </summary>
    /// <value>The default is 1 second: it says so in milliseconds, and a busy machine shall not decide otherwise than an idle one.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan ConfidenceWait { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many turns may wait in one conversation behind the one that runs.</summary>
    /// <value>The default is 16.</value>
    [Range(0, 1000)]
    public int MaxWaitingTurns { get; set; } = 16;

    /// <summary>The most characters of all messages of one request together.</summary>
    /// <value>The default is 1,000,000.</value>
    [Range(1, 100_000_000)]
    public int MaxRequestCharacters { get; set; } = 1_000_000;

    /// <summary>The most attachments of all messages of one request together.</summary>
    /// <value>The default is 16.</value>
    [Range(0, 1000)]
    public int MaxAttachments { get; set; } = 16;

    /// <summary>The most bytes of all attachments of one request together.</summary>
    /// <value>The default is 3,000,000: in base64 they fit into the 4 MiB that a request may have.</value>
    [Range(0, 100_000_000)]
    public int MaxAttachmentBytes { get; set; } = 3_000_000;

    /// <summary>How many conversations a host keeps in memory while nobody uses them.</summary>
    /// <value>The default is 1,000.</value>
    [Range(1, 1_000_000)]
    public int MaxIdleConversations { get; set; } = 1000;

    /// <summary>How many conversations of one turn, opened by calls that named none, a silo keeps in memory while nobody uses them.</summary>
    /// <value>The default is 64.</value>
    [Range(1, 1_000_000)]
    public int MaxIdleQuestions { get; set; } = 64;
}
