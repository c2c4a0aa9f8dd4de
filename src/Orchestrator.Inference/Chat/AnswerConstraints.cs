using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Constraints;

namespace Orchestrator.Inference.Chat;

/// <summary>What an answer must keep to: a format that was asked for, the tools that were declared. What was worked out for a schema serves later answers too. Thread-safe.</summary>
internal sealed class AnswerConstraints(ITextTokens tokens, int vocabulary, DecoderChatOptions chat)
{
    private const int MostKept = 32;

    private readonly Lazy<VocabularyTrie> _trie = new(() => new(vocabulary, tokens.BytesOf));
    private readonly ConcurrentDictionary<string, CompiledGrammar> _grammars = new(StringComparer.Ordinal);

    /// <exception cref="TargetException"><c>rejected</c>: a schema asks for what cannot be kept to.</exception>
    public ITokenConstraint? For(ChatOptions? options, IReadOnlyList<AIFunctionDeclaration> tools, string message)
    {
        try
        {
            var quoted = chat.Unsaid is null ? null : new QuotedText(message, chat.Unsaid, chat.MaxQuoted);
            var must = options?.ToolMode as RequiredChatToolMode;
            if (tools.Count > 0 && must is not null)
            {
                var named = must.RequiredFunctionName is { } name ? tools.Where(t => t.Name == name).ToList() : [.. tools];
                if (named.Count == 0)
                    throw new TargetException("rejected", "the tool that must be called is none of those declared");
                return new GrammarConstraint(Calls(named, chat.ToolCalls.Open.Length == 0 ? "" : chat.ToolCalls.Open + "\n", quoted), tokens.BytesOf);
            }

            if (options?.ResponseFormat is ChatResponseFormatJson json)
                return new GrammarConstraint(Compiled("schema " + json.Schema?.GetRawText(), null, () => JsonGrammar.Of(json.Schema)), tokens.BytesOf);
            return tools.Count == 0 ? null
                : chat.ToolCalls.Open.Length == 0 ? new CallConstraint(BareCalls(tools, quoted), "{"u8.ToArray(), onlyAtStart: true, tokens.BytesOf)
                : new CallConstraint(Calls(tools, "\n", quoted), Encoding.UTF8.GetBytes(chat.ToolCalls.Open), onlyAtStart: false, tokens.BytesOf, onlyOnce: options?.AllowMultipleToolCalls is false);
        }
        catch (SchemaException e)
        {
            throw new TargetException("rejected", "the JSON schema asks for what this model cannot be held to: " + e.Message, e);
        }
    }

    private CompiledGrammar BareCalls(IReadOnlyList<AIFunctionDeclaration> tools, QuotedText? quoted) =>
        Compiled(Key("bare", tools), quoted, () => JsonGrammar.OfCalls(tools.Select(t => (t.Name, t.JsonSchema)), "", "", chat.ToolCalls.Arguments, opened: true, quoted));

    private CompiledGrammar Calls(IReadOnlyList<AIFunctionDeclaration> tools, string before, QuotedText? quoted) =>
        Compiled(Key(before, tools), quoted, () => JsonGrammar.OfCalls(tools.Select(t => (t.Name, t.JsonSchema)), before, chat.ToolCalls.Close.Length == 0 ? "" : "\n" + chat.ToolCalls.Close, chat.ToolCalls.Arguments, quoted: quoted));

    private static string Key(string kind, IReadOnlyList<AIFunctionDeclaration> tools) =>
        $"calls {kind} {JsonSerializer.Serialize(tools.Select(t => new { t.Name, Schema = t.JsonSchema }))}";

    // What quotes a message serves that message alone, and is not kept.
    private CompiledGrammar Compiled(string key, QuotedText? quoted, Func<Grammar> make)
    {
        if (quoted is not null)
            return new(make(), _trie.Value, quoted);
        if (_grammars.TryGetValue(key, out var known))
            return known;
        if (_grammars.Count >= MostKept)
            _grammars.Clear();
        return _grammars.GetOrAdd(key, new CompiledGrammar(make(), _trie.Value));
    }
}
