using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Orchestrator.Api.OpenAi;

/// <summary>Writes answers and errors in OpenAI's shape.</summary>
internal static class OpenAiAnswers
{
    public static JsonWriterOptions Json { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static async Task WriteErrorAsync(HttpContext context, OpenAiError shape, string message, string? param, TimeSpan retryAfter)
    {
        var response = context.Response;
        response.StatusCode = shape.Status;
        if (shape.ShouldRetry is { } retry)
            response.Headers["x-should-retry"] = retry ? "true" : "false";
        if (shape.ShouldRetry is true)
            response.Headers.RetryAfter = ((int)Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (shape.Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        await WriteAsync(context, (shape, message, param), static (writer, error) => WriteError(writer, error.shape, error.message, error.param));
    }

    public static void WriteError(Utf8JsonWriter writer, OpenAiError shape, string message, string? param)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("error"u8);
        writer.WriteString("message"u8, message);
        writer.WriteString("type"u8, shape.Type);
        writer.WriteString("param"u8, param);
        writer.WriteString("code"u8, shape.Code);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public static async Task WriteAsync<T>(HttpContext context, T value, Action<Utf8JsonWriter, T> write)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        using (var writer = new Utf8JsonWriter(context.Response.BodyWriter, Json))
            write(writer, value);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
