using System.Collections.Immutable;
using System.Globalization;

namespace Orchestrator.Conversations.Turns;

/// <summary>The keyed digests by which turns and histories are recognised.</summary>
/// <param name="key">The store's secret.</param>
internal sealed class TurnDigests(DigestKey key)
{
    /// <summary>Recognises the same request sent again under one turn id.</summary>
    public byte[] Body(TurnRequest request)
    {
        using var writer = new DigestWriter(key);
        writer.Add("body/1");
        writer.Add(request.History);
        writer.Add(request.Input);
        writer.Add(request.Tools.Length);
        foreach (var tool in request.Tools)
        {
            writer.Add(tool.Name);
            writer.Add(tool.Description);
            writer.Add(tool.Parameters);
        }

        var options = request.Options;
        writer.Add(options.MaxOutputTokens);
        writer.Add(options.Temperature);
        writer.Add(options.TopP);
        writer.Add(options.Stop.Length);
        foreach (var stop in options.Stop)
            writer.Add(stop);
        writer.Add(options.Seed);
        writer.Add(options.ResponseFormat?.Type);
        writer.Add(options.ResponseFormat?.Name);
        writer.Add(options.ResponseFormat?.Schema);
        writer.Add(options.ToolChoice);
        var preference = request.Preference;
        writer.Add((long)preference.Mode);
        writer.Add(preference.Quality);
        writer.Add(preference.MaxCost?.ToString(CultureInfo.InvariantCulture));
        writer.Add(preference.MaxLatency?.Ticks);
        writer.Add(preference.Model);

        // Bodies without them have the digests that they always had.
        if ((preference.Purpose ?? preference.Consent) is not null)
        {
            writer.Add(preference.Purpose);
            writer.Add(preference.Consent);
        }

        if (options.ParallelToolCalls is not null || options.ResponseFormat is { Strict: true } or { Description: not null } || request.Tools.Any(static t => t.Strict))
        {
            writer.Add("schemas/1");
            writer.Add(options.ParallelToolCalls?.ToString());
            writer.Add(options.ResponseFormat?.Strict.ToString());
            writer.Add(options.ResponseFormat?.Description);
            foreach (var tool in request.Tools)
                writer.Add(tool.Strict.ToString());
        }

        return writer.Take();
    }

    /// <summary>Recognises a caller's turn id when no conversation is named.</summary>
    public byte[] StartKey(Caller caller, string turnId)
    {
        using var writer = new DigestWriter(key);
        writer.Add("start/1");
        writer.Add(caller.Tenant);
        writer.Add(caller.Owner);
        writer.Add(caller.KeyId);
        writer.Add(turnId);
        return writer.Take();
    }

    /// <summary>
    /// Recognises a whole history of one caller, however it was cut into turns: each message is chained to the digest before it.
    /// </summary>
    public byte[] History(string owner, string keyId, IEnumerable<Message> messages)
    {
        using var writer = new DigestWriter(key);
        writer.Add("history/1");
        writer.Add(owner);
        writer.Add(keyId);
        var digest = writer.Take();
        foreach (var message in messages)
            digest = Extend(writer, digest, message);
        return digest;
    }

    /// <summary>The history's digest with one more message.</summary>
    public byte[] Extend(ReadOnlyMemory<byte> history, Message message)
    {
        using var writer = new DigestWriter(key);
        return Extend(writer, history.Span, message);
    }

    /// <summary>The history's digest with more messages.</summary>
    public byte[] Extend(ReadOnlyMemory<byte> history, ImmutableArray<Message> messages)
    {
        using var writer = new DigestWriter(key);
        var digest = history.ToArray();
        foreach (var message in messages)
            digest = Extend(writer, digest, message);
        return digest;
    }

    private static byte[] Extend(DigestWriter writer, ReadOnlySpan<byte> history, Message message)
    {
        writer.AddBytes(history);
        writer.Add(message);
        return writer.Take();
    }
}
