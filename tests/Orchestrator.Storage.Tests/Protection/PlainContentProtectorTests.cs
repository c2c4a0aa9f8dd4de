using Orchestrator.Conformance.Journals;
using Orchestrator.Storage.Protection;

namespace Orchestrator.Storage.Tests.Protection;

public sealed class PlainContentProtectorTests
{
    private readonly PlainContentProtector _protector = new();

    [Fact]
    public void Content_comes_back_as_it_was()
    {
        var key = JournalSamples.NewKey();
        var (keyId, content) = _protector.Protect(key, "hello"u8.ToArray());

        Assert.Equal("hello"u8.ToArray(), _protector.Unprotect(key, keyId, content).ToArray());
    }

    [Fact]
    public void Content_under_an_unknown_key_is_refused()
    {
        var e = Assert.Throws<InvalidDataException>(() => _protector.Unprotect(JournalSamples.NewKey(), "k7", "hello"u8.ToArray()));

        Assert.Contains("k7", e.Message, StringComparison.Ordinal);
    }
}
