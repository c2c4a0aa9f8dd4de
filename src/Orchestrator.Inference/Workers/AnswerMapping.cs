using Microsoft.Extensions.AI;
using Orchestrator.Inference.Chat;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Sampling;

namespace Orchestrator.Inference.Workers;

/// <summary>Says requests and updates of the chat interface as messages between the processes, and back.</summary>
internal static class AnswerMapping
{
    public static AnswerOptions Of(ChatOptions? options) => options is null ? new() : new()
    {
        MaxTokens = options.MaxOutputTokens,
        Temperature = options.Temperature,
        TopP = options.TopP,
        TopK = options.TopK,
        FrequencyPenalty = options.FrequencyPenalty,
        PresencePenalty = options.PresencePenalty,
        Seed = options.Seed,
        Instructions = options.Instructions,
        Stop = options.StopSequences,
        Tools = [.. options.Tools?.OfType<AIFunctionDeclaration>().Select(t => new DeclaredTool(t.Name, t.Description, t.JsonSchema)) ?? []],
        ToolMode = options.ToolMode,
        SeveralCalls = options.AllowMultipleToolCalls,
        Format = options.ResponseFormat,
        LogProbabilities = DecoderChatClient.Asks(options),
    };

    public static ChatOptions Options(AnswerOptions options) => new()
    {
        MaxOutputTokens = options.MaxTokens,
        Temperature = options.Temperature,
        TopP = options.TopP,
        TopK = options.TopK,
        FrequencyPenalty = options.FrequencyPenalty,
        PresencePenalty = options.PresencePenalty,
        Seed = options.Seed,
        Instructions = options.Instructions,
        StopSequences = options.Stop,
        Tools = options.Tools.Count == 0 ? null : [.. options.Tools.Select(t => AIFunctionFactory.CreateDeclaration(t.Name, t.Description, t.Schema))],
        ToolMode = options.ToolMode,
        AllowMultipleToolCalls = options.SeveralCalls,
        ResponseFormat = options.Format,
        AdditionalProperties = options.LogProbabilities ? new() { ["logprobs"] = true } : null,
    };

    public static AnswerUpdate Of(long number, ChatResponseUpdate update)
    {
        var (calls, usage) = (update.Contents.OfType<FunctionCallContent>().ToList(), update.Contents.OfType<UsageContent>().FirstOrDefault()?.Details);
        return new(number)
        {
            Text = update.Text.Length == 0 ? null : update.Text,
            Calls = calls.Count == 0 ? null : calls,
            Tokens = update.AdditionalProperties?.TryGetValue(ModelResponseKeys.LogProbabilities, out var told) is true ? [.. (IEnumerable<SampledToken>)told!] : null,
            Finish = update.FinishReason?.Value,
            Read = usage?.InputTokenCount ?? 0,
            Written = usage?.OutputTokenCount ?? 0,
        };
    }

    public static ChatResponseUpdate Update(AnswerUpdate update, string response, string model)
    {
        List<AIContent> contents = [.. update.Calls ?? []];
        if (update.Text is { Length: > 0 } text)
            contents.Insert(0, new TextContent(text));
        if (update.Finish is not null)
            contents.Add(new UsageContent(new() { InputTokenCount = update.Read, OutputTokenCount = update.Written, TotalTokenCount = update.Read + update.Written }));
        return new(ChatRole.Assistant, contents)
        {
            ResponseId = response,
            MessageId = response,
            ModelId = model,
            FinishReason = update.Finish is null ? null : new(update.Finish),
            AdditionalProperties = update.Tokens is null ? null : new() { [ModelResponseKeys.LogProbabilities] = update.Tokens },
        };
    }
}
