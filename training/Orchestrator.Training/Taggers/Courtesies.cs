namespace Orchestrator.Training.Taggers;

/// <summary>What people put around a request without changing it.</summary>
internal static class Courtesies
{
    public static readonly string[] Openings =
    [
        "please", "can you", "could you", "would you", "hey", "hi", "hello", "ok", "okay", "can you please", "could you please", "would you please", "would you mind", "i'd like you to", "i want you to",
        "i need you to", "kindly", "hey there,", "go ahead and", "just", "quickly", "now", "please could you", "will you", "be so kind and", "do me a favour and", "hey computer,", "assistant,", "so", "um", "alright,", "for me,",
    ];

    public static readonly string[] Closings =
    [
        "please", "now", "right now", "for me", "thanks", "thank you", "will you", "would you", "okay", "immediately", "asap", "if you can", "can you", "could you", "already", "if possible", "pretty please", "cheers", "for a moment", "again",
    ];

    /// <summary>What people put around a question to a service desk.</summary>
    public static readonly string[] QuestionOpenings =
    [
        "hi", "hello", "hey", "hi there,", "hello,", "good morning,", "excuse me,", "please help,", "help!", "ok so", "so", "um", "quick question:", "i have a question,", "can you help?", "sorry but", "look,", "can you tell me", "listen,", "hmm", "okay", "urgent:",
    ];

    public static readonly string[] QuestionClosings =
    [
        "thanks", "thank you", "please help", "please", "help", "what now?", "what do i do?", "what should i do?", "what can i do?", "how do i fix this?", "any idea?", "why?", "what happened?", "can you help me?", "can you look into it?", "i am worried", "now what?", "how do i proceed?", "asap", "please advise", "it's urgent", "what gives?", "who can help?",
    ];
}
