namespace Orchestrator.Api.OpenAi;

/// <summary>How an error looks to OpenAI's clients.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Type">The body's <c>type</c>.</param>
/// <param name="Code">The body's <c>code</c>.</param>
/// <param name="ShouldRetry">The <c>x-should-retry</c> header; null leaves the client its own rule.</param>
internal readonly record struct OpenAiError(int Status, string Type, string Code, bool? ShouldRetry = null)
{
    /// <summary>A call from another origin or for another host.</summary>
    public static OpenAiError Forbidden { get; } = new(403, "permission_error", "origin_refused", false);

    // Never 409: the official clients repeat it, and nothing here is mended by repeating. Clients know an unknown model by its code.
    public static OpenAiError Of(OrchestratorError error) => error.Reason switch
    {
        ErrorReason.NotFound when error.Field == "model" => new(404, "invalid_request_error", "model_not_found"),
        ErrorReason.InvalidRequest => new(400, "invalid_request_error", "invalid_request"),
        ErrorReason.Unsupported => new(400, "invalid_request_error", "unsupported"),
        ErrorReason.RequestTooLarge => new(413, "invalid_request_error", "request_too_large"),
        ErrorReason.Unauthenticated => new(401, "authentication_error", "invalid_api_key"),
        ErrorReason.NotFound => new(404, "invalid_request_error", "not_found"),
        ErrorReason.ConversationErased => new(404, "invalid_request_error", "conversation_erased", false),
        ErrorReason.ErasureIdReused => new(422, "invalid_request_error", "erasure_id_reused", false),
        ErrorReason.TurnIdReused => new(422, "invalid_request_error", "turn_id_reused", false),
        ErrorReason.PrivacyRefused => new(403, "permission_error", "privacy_refused", false),
        ErrorReason.PermissionDenied => new(403, "permission_error", "permission_denied", false),
        ErrorReason.PreferenceUnmet => new(403, "permission_error", "preference_unmet", false),
        ErrorReason.BudgetRefused => new(402, "insufficient_quota", "budget_refused", false),
        ErrorReason.Cancelled => new(400, "invalid_request_error", "cancelled", false),
        ErrorReason.Busy => new(429, "rate_limit_error", "busy", true),
        ErrorReason.AnswerCutOff => new(502, "server_error", "answer_cut_off", true),
        ErrorReason.TargetRefused => new(502, "server_error", "target_refused", false),
        ErrorReason.NoTargetAvailable => new(503, "server_error", "no_target_available", true),
        ErrorReason.StorageUnavailable => new(503, "server_error", "storage_unavailable", true),
        ErrorReason.Moved => new(503, "server_error", "moved", true),
        ErrorReason.HostUnavailable => new(503, "server_error", "host_unavailable", true),
        _ => new(500, "server_error", "internal"),
    };
}
