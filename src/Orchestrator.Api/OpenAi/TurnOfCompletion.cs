using System.Globalization;
using Microsoft.AspNetCore.Http;
using Orchestrator.Conversations;
using Orchestrator.Protocol.OpenAi;

namespace Orchestrator.Api.OpenAi;

/// <summary>The turn that a completion request asks for.</summary>
internal static class TurnOfCompletion
{
    private const string Prefix = "x-orchestrator-";

    public static TurnRequest Read(ChatCompletionRequest completion, IHeaderDictionary headers)
    {
        var wish = completion.Wish;
        var conversation = Conversation(Header(headers, "conversation") ?? wish.Conversation);
        var messages = completion.Request.Messages;
        var split = messages.Length;
        while (split > 0 && messages[split - 1].Role != Role.Assistant)
            split--;
        if (split == messages.Length)
            throw Invalid("messages", "The last message is the assistant's: there is nothing to answer.");

        return new()
        {
            Conversation = conversation,
            TurnId = headers.TryGetValue("Idempotency-Key", out var key) && key.Count > 0 ? key.ToString() : null,

            // A named conversation knows its own past.
            History = conversation is null ? messages[..split] : [],
            Input = messages[split..],
            Tools = completion.Request.Tools,
            Options = completion.Request.Options,
            Preference = Preference(completion.Model, wish, headers),
            AllowRestart = false,
            EndOnly = !completion.Stream,
        };
    }

    /// <summary>What the headers, and where they are silent the body, ask of the route.</summary>
    public static RoutePreference Preference(string model, RouteWish wish, IHeaderDictionary headers)
    {
        var milliseconds = Number(headers, "max-latency", double.Parse) ?? wish.MaxLatency;
        if (milliseconds is not (null or (> 0 and <= 86_400_000)))
            throw Invalid("preference.max_latency", "The latency limit is in milliseconds, above 0 and at most a day.");
        return new()
        {
            Model = model,
            Mode = Mode(Header(headers, "preference") ?? wish.Preference),
            Quality = Dial(headers) ?? wish.Quality,
            MaxCost = Number(headers, "max-cost", decimal.Parse) ?? wish.MaxCost,
            Purpose = Header(headers, "purpose") ?? wish.Purpose,
            Consent = Header(headers, "consent") ?? wish.Consent,
            MaxLatency = milliseconds is { } latency ? TimeSpan.FromMilliseconds(latency) : null,
        };
    }

    private static ConversationId? Conversation(string? text) =>
        string.IsNullOrEmpty(text) ? null
        : ConversationId.TryParse(text, out var id) ? id
        : throw Invalid("conversation", "A conversation id is 32 hex digits.");

    private static RoutePreferenceMode Mode(string? text) =>
        string.IsNullOrEmpty(text) ? RoutePreferenceMode.Auto
        : RoutePreferenceModes.TryParse(text, out var mode) ? mode
        : throw Invalid("preference", $"A preference is {RoutePreferenceModes.Allowed}.");

    private static double? Dial(IHeaderDictionary headers) =>
        Header(headers, "quality") is not { } text ? null
        : QualityDial.TryParse(text, out var dial) ? dial
        : throw Invalid("preference.quality", $"Quality is {QualityDial.Allowed}.");

    private static T? Number<T>(IHeaderDictionary headers, string name, Func<string, NumberStyles, IFormatProvider, T> parse)
        where T : struct
    {
        if (Header(headers, name) is not { } text)
            return null;
        try
        {
            return parse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw Invalid(Prefix + name, $"The header {Prefix}{name} is a decimal number.");
        }
    }

    private static string? Header(IHeaderDictionary headers, string name) =>
        headers.TryGetValue(Prefix + name, out var value) && value.Count > 0 ? value.ToString() : null;

    private static OrchestratorException Invalid(string field, string message) => new(ErrorReason.InvalidRequest, message, field);
}
