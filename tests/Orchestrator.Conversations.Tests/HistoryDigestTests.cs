using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Orchestrator.Conformance.Conversations;
using static Orchestrator.Conformance.Conversations.Turns;

namespace Orchestrator.Conversations.Tests;

/// <summary>Digests are kept in journals, so they are the same in every version.</summary>
public sealed class HistoryDigestTests
{
    [Fact]
    public async Task A_history_has_the_digest_that_it_always_had()
    {
        var question = new string('q', 5000) + "ü🙂";
        await using var host = new PlainHost([ScriptedTarget.Saying("cloud", "forty-two")]);

        var turn = await host.Conversations.SendAsync(Ask(question));

        var header = await host.Store.ReadHeaderAsync(new(Ann.Tenant, turn.Conversation), CancellationToken.None);
        var digest = Extended(Extended(Hash(Text("history/1"), Text(Ann.Owner), Text(Ann.KeyId)), "2", question), "3", "forty-two");
        Assert.Equal(Convert.ToHexString(digest), Convert.ToHexString(header!.HistoryDigest.Span));
    }

    /// <summary>Role, text, no tool call that it answers, and no tool calls.</summary>
    private static byte[] Extended(byte[] history, string role, string text) => Hash(history, Text(role), Text(text), [0xff, 0xff, 0xff, 0xff], Text("0"));

    private static byte[] Hash(params byte[][] parts) => HMACSHA256.HashData(new byte[32], parts.SelectMany(p => p).ToArray());

    private static byte[] Text(string text)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        return [.. length, .. MemoryMarshal.AsBytes(text.AsSpan())];
    }
}
