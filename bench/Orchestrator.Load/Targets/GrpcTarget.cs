using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Orchestrator.Protocol.V1;

namespace Orchestrator.Load.Targets;

/// <summary>The silo's <c>SendTurn</c>. Sixteen callers share a connection, as callers of one application would.</summary>
internal sealed class GrpcTarget : ILoadTarget
{
    private const int CallersPerConnection = 16;
    private static readonly Metadata s_headers = new() { { "authorization", $"Bearer {Processes.SiloSetup.Key}" } };

    private readonly Method<byte[], TurnNews> _sendTurn = new(
        MethodType.ServerStreaming,
        "orchestrator.v1.ConversationService",
        "SendTurn",
        Marshallers.Create(static (byte[] body) => body, static body => body),
        Marshallers.Create<TurnNews>(static (_, _) => throw new NotSupportedException("News are only read."), static context => TurnNews.Read(context.PayloadAsReadOnlySequence())));

    private readonly (GrpcChannel Channel, CallInvoker Invoker)[] _channels;
    private readonly PromptTemplate _template;
    private readonly byte[] _expected;

    public GrpcTarget(string name, int port, int connections, int pieces)
    {
        Name = name;
        _channels = [.. Enumerable.Range(0, Math.Max(1, connections / CallersPerConnection)).Select(_ => Open(port))];
        _expected = NumberedText.Expected(pieces);
        var request = new TurnRequest();
        request.Input.Add(new Protocol.V1.Message { Role = Protocol.V1.Role.User, Text = PromptTemplate.Prompt });
        _template = new(request.ToByteArray());
    }

    public string Name { get; }

    public async Task<LoadAnswer> AskAsync(long number)
    {
        var text = new NumberedText(_expected);
        var completed = false;
        try
        {
            using var call = _channels[number % _channels.Length].Invoker.AsyncServerStreamingCall(_sendTurn, null, new CallOptions(s_headers), _template.Body(number));
            while (await call.ResponseStream.MoveNext(default))
            {
                var news = call.ResponseStream.Current;
                if (news.Text is { } piece)
                    Add(ref text, piece);
                completed |= news.Completed;
            }

            return new(text.IsWhole && completed ? LoadOutcome.Whole : completed ? LoadOutcome.Garbled : LoadOutcome.Failed, text.FirstContentAt);
        }
        catch (RpcException)
        {
            return new(LoadOutcome.Failed, text.FirstContentAt);
        }
    }

    public void Dispose()
    {
        foreach (var (channel, _) in _channels)
            channel.Dispose();
    }

    private static void Add(ref NumberedText text, string piece)
    {
        Span<byte> bytes = stackalloc byte[piece.Length <= 512 ? 512 : Encoding.UTF8.GetMaxByteCount(piece.Length)];
        text.Add(bytes[..Encoding.UTF8.GetBytes(piece, bytes)]);
    }

    private static (GrpcChannel Channel, CallInvoker Invoker) Open(int port)
    {
        var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}", new() { HttpHandler = new SocketsHttpHandler { UseProxy = false, ActivityHeadersPropagator = null } });
        return (channel, channel.CreateCallInvoker());
    }
}
