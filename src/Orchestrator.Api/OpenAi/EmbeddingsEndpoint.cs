using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orchestrator.Api.Access;
using Orchestrator.Conversations.Embeddings;
using Orchestrator.Protocol.OpenAi;

namespace Orchestrator.Api.OpenAi;

/// <summary><c>POST /v1/embeddings</c>.</summary>
internal sealed class EmbeddingsEndpoint(IServiceProvider services, IOptions<ApiOptions> options)
{
    // A host without the engine has none.
    private readonly IEmbeddings? _embeddings = services.GetService<IEmbeddings>();

    public async Task AnswerAsync(HttpContext context, Caller caller)
    {
        var body = await RequestBody.ReadAsync(context, options.Value.MaxRequestBytes, EmbeddingBody.Parse);
        if (_embeddings is null)
            throw new OrchestratorException(ErrorReason.NotFound, "This host embeds no texts.", "model");
        var answer = await EmbedAsync(context, caller, _embeddings, new()
        {
            Inputs = [.. body.Inputs.Select(i => new EmbeddingInput(i.Text, i.Tokens))],
            Dimensions = body.Dimensions,
            Preference = TurnOfCompletion.Preference(body.Model, body.Wish, context.Request.Headers),
        });
        RouteHeaders.Write(context.Response.Headers, answer.Target, options.Value.EnteredZone, answer.PolicyVersion);
        await OpenAiAnswers.WriteAsync(context, (answer, body.Base64), static (writer, given) => Write(writer, given.answer, given.Base64));
    }

    private static async Task<EmbeddingAnswer> EmbedAsync(HttpContext context, Caller caller, IEmbeddings embeddings, EmbeddingRequest request)
    {
        var limits = context.Features.Get<AccessDecisionFeature>()?.Decision.Limits;
        var tokens = limits?.TakeTokens(request, context.Response.Headers) ?? 0;
        ModelUsage? used = null;
        try
        {
            var answer = await embeddings.EmbedAsync(caller, request, context.RequestAborted);
            used = new(answer.Tokens, 0);
            return answer;
        }
        finally
        {
            limits?.Used(tokens, used);
        }
    }

    private static void Write(Utf8JsonWriter writer, EmbeddingAnswer answer, bool base64)
    {
        writer.WriteStartObject();
        writer.WriteString("object"u8, "list"u8);
        writer.WriteStartArray("data"u8);
        for (var i = 0; i < answer.Vectors.Length; i++)
        {
            writer.WriteStartObject();
            writer.WriteString("object"u8, "embedding"u8);
            writer.WriteNumber("index"u8, i);
            WriteVector(writer, answer.Vectors[i].Span, base64);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("model"u8, answer.Target.Model.ToString());
        writer.WriteStartObject("usage"u8);
        writer.WriteNumber("prompt_tokens"u8, answer.Tokens);
        writer.WriteNumber("total_tokens"u8, answer.Tokens);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // Base64 is of little-endian floats.
    private static void WriteVector(Utf8JsonWriter writer, ReadOnlySpan<float> vector, bool base64)
    {
        if (base64)
        {
            writer.WriteBase64String("embedding"u8, MemoryMarshal.AsBytes(vector));
            return;
        }

        writer.WriteStartArray("embedding"u8);
        foreach (var number in vector)
            writer.WriteNumberValue(number);
        writer.WriteEndArray();
    }
}
