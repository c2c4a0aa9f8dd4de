using System.Globalization;
using Microsoft.AspNetCore.Http;
using Orchestrator.Conversations.Usage;

namespace Orchestrator.Api.Usage;

/// <summary><c>GET /orchestrator/v1/usage</c>: what the caller's tenant used and spent, for keys with the scope <c>usage</c>.</summary>
internal sealed class UsageEndpoint(IUsage usage, TimeProvider time)
{
    private const int MostDays = 3660;

    public async Task GetAsync(HttpContext context, Caller caller)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var query = context.Request.Query;
        var from = Day(query["from"], "from") ?? new(today.Year, today.Month, 1);
        var until = Day(query["until"], "until") ?? today.AddDays(1);
        if (until <= from || until.DayNumber - from.DayNumber > MostDays)
            throw new OrchestratorException(ErrorReason.InvalidRequest, $"'until' is the first day after the last one: it must be later than 'from', by at most {MostDays} days.", "until");
        var format = query["format"].ToString() is { Length: > 0 } named ? named : "jsonl";
        if (format is not ("jsonl" or "csv"))
            throw new OrchestratorException(ErrorReason.InvalidRequest, "The format is jsonl or csv.", "format");

        var sums = await usage.SumAsync(caller.Tenant, from, until, context.RequestAborted);
        context.Response.ContentType = format == "csv" ? "text/csv; charset=utf-8" : "application/jsonl; charset=utf-8";
        await context.Response.WriteAsync(format == "csv" ? UsageText.Csv(sums) : UsageText.JsonLines(sums), context.RequestAborted);
    }

    private static DateOnly? Day(string? text, string field) =>
        string.IsNullOrEmpty(text) ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw new OrchestratorException(ErrorReason.InvalidRequest, $"'{field}' is a day such as 2026-11-27.", field);
}
