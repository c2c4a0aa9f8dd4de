namespace Orchestrator;

/// <summary>Stable reasons of errors, the same on every face. A face maps them to its own convention.</summary>
public enum ErrorReason
{
    /// <summary>Something broke here; the turn id in the message finds it in the logs.</summary>
    Internal = 0,

    /// <summary>The request is malformed.</summary>
    InvalidRequest = 1,

    /// <summary>The request is larger than is accepted.</summary>
    RequestTooLarge = 2,

    /// <summary>No or an unknown API key.</summary>
    Unauthenticated = 3,

    /// <summary>No such conversation or turn for this caller.</summary>
    NotFound = 4,

    /// <summary>The turn id was used with another body.</summary>
    TurnIdReused = 5,

    /// <summary>Policy lets no target see this text.</summary>
    PrivacyRefused = 6,

    /// <summary>The caller's own limits leave no target.</summary>
    PreferenceUnmet = 7,

    /// <summary>No target can be reached now; the same turn id may be sent again.</summary>
    NoTargetAvailable = 8,

    /// <summary>The answer broke off; the same turn id may be sent again.</summary>
    AnswerCutOff = 9,

    /// <summary>Too many turns wait in this conversation.</summary>
    Busy = 10,

    /// <summary>The turn was cancelled.</summary>
    Cancelled = 11,

    /// <summary>What was asked for is not supported.</summary>
    Unsupported = 12,

    /// <summary>Storage cannot keep a promise now; nothing was accepted.</summary>
    StorageUnavailable = 13,

    /// <summary>The budget is spent.</summary>
    BudgetRefused = 14,

    /// <summary>This host lost the conversation to another; ask again.</summary>
    Moved = 15,

    /// <summary>The conversation's host could not be asked, or did not answer in time; whether it acted is unknown. The same turn id may be sent again.</summary>
    HostUnavailable = 16,

    /// <summary>The conversation was erased; nothing of it is left.</summary>
    ConversationErased = 17,

    /// <summary>The erasure id was used with another request.</summary>
    ErasureIdReused = 18,

    /// <summary>The API key is known and has no right to this; another key may have.</summary>
    PermissionDenied = 19,

    /// <summary>The only targets that could answer refuse our key or this request; repeating does not help.</summary>
    TargetRefused = 20,
}
