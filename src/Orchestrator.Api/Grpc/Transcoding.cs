using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;

namespace Orchestrator.Api.Grpc;

/// <summary>The same calls as JSON over HTTP, at the paths that the .proto file gives them.</summary>
internal static class Transcoding
{
    public const string Prefix = "/orchestrator/v1";

    private static readonly TypeRegistry s_details = TypeRegistry.FromMessages(ErrorInfo.Descriptor, BadRequest.Descriptor, RetryInfo.Descriptor, Help.Descriptor);
    private static readonly JsonFormatter s_formatter = new(JsonFormatter.Settings.Default.WithTypeRegistry(s_details));

    public static void Configure(GrpcJsonTranscodingOptions options) => options.TypeRegistry = s_details;

    /// <summary>An error as the transcoder writes them.</summary>
    public static string Format(Status status) => s_formatter.Format(status);
}
