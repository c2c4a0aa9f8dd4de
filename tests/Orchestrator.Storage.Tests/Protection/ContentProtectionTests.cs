using System.Text;
using Orchestrator.Conversations.Journal;

namespace Orchestrator.Storage.Tests.Protection;

/// <summary>What is protected opens where it belongs and nowhere else.</summary>
public sealed class ContentProtectionTests : IDisposable
{
    private const string Canary = "the canary sings at noon";

    private readonly Rings _rings = new();

    public void Dispose() => _rings.Dispose();

    [Fact]
    public async Task Content_comes_back_as_it_was_and_stands_nowhere_in_plain()
    {
        await using var ring = await _rings.OpenAsync();

        var written = await ring.WriteAsync(_rings.Usage, Canary);

        Assert.Equal(Canary, ring.ReadText(written));
        Assert.Equal(-1, written.Content.Span.IndexOf(Encoding.UTF8.GetBytes(Canary)));
        Assert.NotEqual(ring.Protect([RingText.Place(written.KeyId)], [Encoding.UTF8.GetBytes(Canary)])[0].ToArray(), written.Content.ToArray());
    }

    [Fact]
    public async Task Content_opens_in_its_own_place_alone()
    {
        await using var ring = await _rings.OpenAsync();
        var (keyId, content) = await ring.WriteAsync(_rings.Usage, Canary);
        var other = await ring.NewKeyAsync(CancellationToken.None);
        var place = RingText.Place(keyId);

        foreach (var elsewhere in new[]
        {
            place with { KeyId = other },
            place with { Sequence = 2 },
            place with { Kind = "completed" },
            place with { LogId = "log-b" },
            place with { Conversation = new("acm", place.Conversation.Id) },
            place with { Conversation = new("acme", ConversationId.New()) },
        })
            Assert.Throws<InvalidDataException>(() => ring.Unprotect(elsewhere, content));
    }

    [Fact]
    public async Task Contents_that_are_protected_together_open_each_in_its_place_and_share_no_nonce()
    {
        await using var ring = await _rings.OpenAsync();
        var keyId = await ring.NewKeyAsync(CancellationToken.None);
        ContentPlace[] places = [.. Enumerable.Range(1, 20).Select(i => RingText.Place(keyId) with { Sequence = i })];
        byte[][] contents = [.. places.Select(p => Encoding.UTF8.GetBytes($"{Canary} {p.Sequence}"))];

        var written = ring.Protect(places, contents);

        Assert.Equal(contents, places.Zip(written, (place, content) => ring.Unprotect(place, content).ToArray()));
        Assert.Equal(places.Length, written.Select(content => Convert.ToHexString(content.Span[1..13])).Distinct().Count());
        Assert.Throws<InvalidDataException>(() => ring.Unprotect(places[1], written[0]));
    }

    [Fact]
    public async Task What_is_protected_together_has_one_key_and_a_place_for_each()
    {
        await using var ring = await _rings.OpenAsync();
        var (one, other) = (await ring.NewKeyAsync(CancellationToken.None), await ring.NewKeyAsync(CancellationToken.None));

        Assert.Throws<ArgumentException>(() => ring.Protect([RingText.Place(one), RingText.Place(other) with { Sequence = 2 }], [[1], [2]]));
        Assert.Throws<ArgumentException>(() => ring.Protect([RingText.Place(one)], [[1], [2]]));
        Assert.Empty(ring.Protect([], []));
    }

    [Fact]
    public async Task Any_flipped_bit_is_noticed()
    {
        await using var ring = await _rings.OpenAsync();
        var (keyId, content) = await ring.WriteAsync(_rings.Usage, "x");

        for (var bit = 0; bit < content.Length * 8; bit++)
        {
            var damaged = content.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<InvalidDataException>(() => ring.Unprotect(RingText.Place(keyId), damaged));
        }
    }

    [Fact]
    public async Task Content_from_before_there_was_encryption_is_still_read()
    {
        await using var ring = await _rings.OpenAsync();

        Assert.Equal("old"u8.ToArray(), ring.Unprotect(RingText.Place(IContentProtector.PlainKeyId), "old"u8.ToArray()).ToArray());
    }
}
