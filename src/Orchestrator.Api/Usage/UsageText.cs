using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Orchestrator.Conversations.Usage;

namespace Orchestrator.Api.Usage;

/// <summary>Usage as files for other programs. Money is in US dollars, exact, as a decimal number.</summary>
internal static class UsageText
{
    private const string Head = "day,tenant,key,model,node,tier,attempts,estimated,input_tokens,cached_input_tokens,output_tokens,reasoning_tokens,cost_usd\r\n";

    // A spreadsheet takes a cell that begins so for a formula.
    private static readonly SearchValues<char> s_formula = SearchValues.Create("=+-@\t\r");
    private static readonly SearchValues<char> s_special = SearchValues.Create(",\"\r\n");

    public static string Csv(IReadOnlyList<UsageSum> sums)
    {
        var text = new StringBuilder(Head);
        foreach (var sum in sums)
        {
            text.Append(CultureInfo.InvariantCulture, $"{sum.Day:yyyy-MM-dd},{Cell(sum.Tenant)},{Cell(sum.KeyId)},{Cell(sum.Model)},{Cell(sum.Node)},{Name(sum.Tier)},")
                .Append(CultureInfo.InvariantCulture, $"{sum.Attempts},{sum.Estimated},{sum.InputTokens},{sum.CachedInputTokens},{sum.OutputTokens},{sum.ReasoningTokens},{Usd(sum.Cost)}\r\n");
        }

        return text.ToString();
    }

    public static string JsonLines(IReadOnlyList<UsageSum> sums)
    {
        var lines = new StringBuilder();
        var buffer = new ArrayBufferWriter<byte>();
        foreach (var sum in sums)
        {
            buffer.ResetWrittenCount();
            using (var writer = new Utf8JsonWriter(buffer, OpenAi.OpenAiAnswers.Json))
                Write(writer, sum);
            lines.Append(Encoding.UTF8.GetString(buffer.WrittenSpan)).Append('\n');
        }

        return lines.ToString();
    }

    private static void Write(Utf8JsonWriter writer, UsageSum sum)
    {
        writer.WriteStartObject();
        writer.WriteString("day"u8, sum.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        writer.WriteString("tenant"u8, sum.Tenant);
        writer.WriteString("key"u8, sum.KeyId);
        writer.WriteString("model"u8, sum.Model);
        writer.WriteString("node"u8, sum.Node);
        writer.WriteString("tier"u8, Name(sum.Tier));
        writer.WriteNumber("attempts"u8, sum.Attempts);
        writer.WriteNumber("estimated"u8, sum.Estimated);
        writer.WriteNumber("input_tokens"u8, sum.InputTokens);
        writer.WriteNumber("cached_input_tokens"u8, sum.CachedInputTokens);
        writer.WriteNumber("output_tokens"u8, sum.OutputTokens);
        writer.WriteNumber("reasoning_tokens"u8, sum.ReasoningTokens);
        writer.WriteString("cost_usd"u8, Usd(sum.Cost));
        writer.WriteEndObject();
    }

    private static string Usd(decimal cost) => cost.ToString("0.############", CultureInfo.InvariantCulture);

    private static string Name(Tier tier) => tier.ToString().ToLowerInvariant();

    private static string Cell(string text)
    {
        if (text.Length > 0 && s_formula.Contains(text[0]))
            text = "'" + text;
        return text.AsSpan().ContainsAny(s_special) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
