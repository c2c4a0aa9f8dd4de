using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Orchestrator.Conversations.Targets;
using Orchestrator.Privacy;

namespace Orchestrator.Architecture.Tests;

/// <summary>Text leaves through cleared buffers and named clients only.</summary>
public sealed class EgressTests
{
    private static readonly string[] s_sockets =
    [
        "System.Net.Http.HttpClient", "System.Net.Http.HttpMessageInvoker", "System.Net.Http.SocketsHttpHandler", "System.Net.Http.HttpClientHandler",
        "System.Net.Sockets.Socket", "System.Net.Sockets.TcpClient", "System.Net.Sockets.UdpClient", "System.Net.Sockets.NetworkStream",
        "System.Net.WebSockets.ClientWebSocket", "System.Net.Mail.SmtpClient", "System.Net.WebClient", "Grpc.Net.Client.GrpcChannel",
        "System.IO.Pipes.NamedPipeClientStream",
    ];

    [Theory]
    [InlineData("Abstractions")]
    [InlineData("Privacy")]
    [InlineData("Routing")]
    [InlineData("Conversations")]
    [InlineData("Protocol")]
    [InlineData("Storage")]
    [InlineData("Grains")]
    [InlineData("Api")]
    [InlineData("Hosting")]
    [InlineData("Silo")]
    [InlineData("EdgeNode")]
    [InlineData("Device")]
    public void Nothing_opens_a_socket_in(string project) => Assert.Empty(SocketUsers(project));

    [Theory]
    [InlineData("Inference", "Orchestrator.Inference.Providers.")]
    [InlineData("Link", "Orchestrator.Link.Node.")]
    public void Sockets_are_opened_by_the_named_clients_only_in(string project, string clients) =>
        Assert.All(SocketUsers(project), user => Assert.StartsWith(clients, user, StringComparison.Ordinal));

    [Fact]
    public void A_cleared_buffer_is_made_by_the_gate_alone()
    {
        Assert.Empty(typeof(Cleared<>).GetConstructors(BindingFlags.Public | BindingFlags.Instance));
        using var file = File.OpenRead(Repository.Assembly("Privacy"));
        using var pe = new PEReader(file);
        var metadata = pe.GetMetadataReader();
        var makers = metadata.MethodDefinitions.Select(metadata.GetMethodDefinition)
            .Where(m => m.RelativeVirtualAddress != 0 && Creates(pe, metadata, m, typeof(Cleared<>).Name))
            .Select(m => FullName(metadata, m.GetDeclaringType()))
            .ToHashSet();
        Assert.NotEmpty(makers);
        Assert.All(makers, m => Assert.StartsWith("Orchestrator.Privacy.EgressGate", m, StringComparison.Ordinal));
    }

    [Fact]
    public void Only_its_own_tests_see_the_internals_of_privacy()
    {
        var friends = typeof(EgressGate).Assembly.GetCustomAttributes<System.Runtime.CompilerServices.InternalsVisibleToAttribute>();
        Assert.All(friends, f => Assert.EndsWith(".Tests", f.AssemblyName, StringComparison.Ordinal));
    }

    [Fact]
    public void A_connector_is_handed_nothing_but_cleared_content()
    {
        var run = typeof(ITargetConnector).GetMethod(nameof(ITargetConnector.RunAsync))!;
        Assert.Equal(typeof(Cleared<ModelRequest>), run.GetParameters()[0].ParameterType);
        Assert.DoesNotContain(run.GetParameters().Skip(1), p => p.ParameterType == typeof(ModelRequest) || p.ParameterType == typeof(string));
    }

    /// <summary>The types of an assembly that call a member of a type which opens sockets.</summary>
    private static HashSet<string> SocketUsers(string project)
    {
        using var file = File.OpenRead(Repository.Assembly(project));
        using var pe = new PEReader(file);
        var metadata = pe.GetMetadataReader();
        var members = metadata.MemberReferences
            .Where(h => metadata.GetMemberReference(h).Parent is { Kind: HandleKind.TypeReference } parent
                && s_sockets.Contains(FullName(metadata, metadata.GetTypeReference((TypeReferenceHandle)parent))))
            .Select(h => MetadataTokens(h))
            .ToHashSet();
        return [.. metadata.MethodDefinitions.Select(metadata.GetMethodDefinition)
            .Where(m => m.RelativeVirtualAddress != 0 && Tokens(pe, m).Any(members.Contains))
            .Select(m => FullName(metadata, m.GetDeclaringType()))];
    }

    private static bool Creates(PEReader pe, MetadataReader metadata, MethodDefinition method, string type) =>
        Tokens(pe, method, newObject: true).Any(t => ConstructedType(metadata, t) == type);

    private static string? ConstructedType(MetadataReader metadata, int token)
    {
        var row = token & 0xFFFFFF;
        if (token >>> 24 != (int)HandleKind.MemberReference || row < 1 || row > metadata.MemberReferences.Count)
            return null;
        var parent = metadata.GetMemberReference(System.Reflection.Metadata.Ecma335.MetadataTokens.MemberReferenceHandle(row)).Parent;
        if (parent.Kind != HandleKind.TypeSpecification)
            return null;
        var signature = metadata.GetBlobReader(metadata.GetTypeSpecification((TypeSpecificationHandle)parent).Signature);
        if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
            return null;
        signature.ReadByte();
        var generic = signature.ReadTypeHandle();
        return generic.Kind switch
        {
            HandleKind.TypeDefinition => metadata.GetString(metadata.GetTypeDefinition((TypeDefinitionHandle)generic).Name),
            HandleKind.TypeReference => metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)generic).Name),
            _ => null,
        };
    }

    // Every four bytes that follow a call-like opcode are its token; reading each offset finds them all, and more, never fewer.
    private static IEnumerable<int> Tokens(PEReader pe, MethodDefinition method, bool newObject = false)
    {
        const byte call = 0x28, callvirt = 0x6F, newobj = 0x73;
        var il = pe.GetMethodBody(method.RelativeVirtualAddress).GetILBytes() ?? [];
        for (var i = 0; i + 4 < il.Length; i++)
        {
            if (il[i] == newobj || (!newObject && (il[i] is call or callvirt)))
                yield return BitConverter.ToInt32(il, i + 1);
        }
    }

    private static int MetadataTokens(MemberReferenceHandle handle) => System.Reflection.Metadata.Ecma335.MetadataTokens.GetToken(handle);

    private static string FullName(MetadataReader metadata, TypeReference type) =>
        $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";

    private static string FullName(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        return type.GetDeclaringType() is { IsNil: false } outer
            ? $"{FullName(metadata, outer)}+{metadata.GetString(type.Name)}"
            : $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }
}
