using System.Security.Cryptography;
using Orchestrator.Conversations.Journal;
using Orchestrator.Storage.Protection;

namespace Orchestrator.Storage.Tests.Protection;

public sealed class KeyRingTests : IDisposable
{
    private const string Canary = "the canary sings at noon";

    private readonly Rings _rings = new();

    public void Dispose() => _rings.Dispose();

    [Fact]
    public async Task A_key_is_in_the_file_before_it_is_handed_out_and_only_once()
    {
        await using var ring = await _rings.OpenAsync();
        var seen = new HashSet<string>();

        for (var i = 0; i < 2000; i++)
        {
            var keyId = await ring.NewKeyAsync(CancellationToken.None);
            Assert.True(seen.Add(keyId));
            Assert.NotEqual(-1, _rings.File.Bytes.AsSpan().IndexOf(Convert.FromHexString(keyId)));
        }
    }

    [Fact]
    public async Task Keys_that_nobody_used_are_used_after_a_restart_and_the_file_does_not_grow()
    {
        var used = new HashSet<string>();
        for (var start = 0; start < 100; start++)
        {
            await using var ring = await _rings.OpenAsync();
            Assert.True(used.Add((await ring.WriteAsync(_rings.Usage, Canary)).KeyId));
        }

        Assert.InRange(_rings.File.Bytes!.Length, 0, 256 + (2 * 513 * 64));
    }

    [Fact]
    public async Task A_torn_end_is_cut_wherever_it_tore_and_no_used_key_is_lost()
    {
        (string KeyId, ReadOnlyMemory<byte> Content) written;
        byte[] first, second;
        await using (var ring = await _rings.OpenAsync())
        {
            written = await ring.WriteAsync(_rings.Usage, Canary);
            first = _rings.File.Bytes!;
            while (_rings.File.Bytes!.Length == first.Length)
                await ring.NewKeyAsync(CancellationToken.None);
            second = _rings.File.Bytes;
        }

        for (var cut = first.Length; cut < second.Length; cut += 911)
        {
            // A crash may leave a shorter file, or one whose end was never filled.
            foreach (var torn in new[] { second[..cut], [.. second[..cut], .. new byte[second.Length - cut]] })
            {
                _rings.File.Bytes = torn;
                await using var ring = await _rings.OpenAsync();
                Assert.Equal(Canary, ring.ReadText(written));
                await ring.NewKeyAsync(CancellationToken.None);
            }
        }
    }

    [Fact]
    public async Task Damage_before_the_last_block_is_told_and_nothing_is_changed()
    {
        await using (var ring = await _rings.OpenAsync())
        {
            for (var i = 0; i < 600; i++)
                await ring.NewKeyAsync(CancellationToken.None);
        }

        _rings.File.Bytes![256 + (64 * 10) + 20] ^= 1;
        var before = _rings.File.Bytes.ToArray();

        var e = await Assert.ThrowsAsync<KeyRingException>(() => _rings.OpenAsync());

        Assert.Contains("byte 896", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, _rings.File.Bytes);
    }

    [Fact]
    public async Task A_damaged_head_is_told()
    {
        await (await _rings.OpenAsync()).DisposeAsync();
        _rings.File.Bytes![30] ^= 1;

        var e = await Assert.ThrowsAsync<KeyRingException>(() => _rings.OpenAsync());

        Assert.Contains("head", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_top_key_is_refused_by_name_and_changes_nothing()
    {
        await (await _rings.OpenAsync(_rings.KeyA)).DisposeAsync();
        var before = _rings.File.Bytes!.ToArray();
        var wanted = KeyFileHeader.Read(before, "").TopKeyId;

        var e = await Assert.ThrowsAsync<KeyRingException>(() => _rings.OpenAsync(_rings.KeyB));
        var none = await Assert.ThrowsAsync<KeyRingException>(() => _rings.OpenWithoutTopKeyAsync());

        Assert.Contains(wanted, e.Message, StringComparison.Ordinal);
        Assert.Contains(wanted, none.Message, StringComparison.Ordinal);
        Assert.Equal(before, _rings.File.Bytes);
        Assert.False(File.Exists(DevelopmentKey.PathIn(_rings.DataDirectory)));
    }

    [Fact]
    public async Task A_missing_file_is_not_made_anew_when_the_journal_needs_the_old_one()
    {
        await using (var ring = await _rings.OpenAsync())
            await ring.WriteAsync(_rings.Usage, Canary);
        _rings.File.Bytes = null;

        var e = await Assert.ThrowsAsync<KeyRingException>(() => _rings.OpenAsync());

        Assert.Contains("missing", e.Message, StringComparison.Ordinal);
        Assert.Null(_rings.File.Bytes);
    }

    [Fact]
    public async Task The_file_of_another_journal_is_refused()
    {
        await (await _rings.OpenAsync()).DisposeAsync();
        _rings.Usage = new() { LogId = "log-b" };

        var e = await Assert.ThrowsAsync<KeyRingException>(() => _rings.OpenAsync());

        Assert.Contains("another journal", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rotation_keeps_every_conversation_and_derived_secret_under_a_new_key_encryption_key()
    {
        (string KeyId, ReadOnlyMemory<byte> Content) written;
        byte[] secret;
        string kek;
        await using (var ring = await _rings.OpenAsync(_rings.KeyA))
        {
            written = await ring.WriteAsync(_rings.Usage, Canary);
            (secret, kek) = (ring.Derive("digest"), ring.Status.KeyEncryptionKeyId);
        }

        await using (var ring = await _rings.OpenAsync(_rings.KeyB, previous: _rings.KeyA))
        {
            Assert.Equal(Canary, ring.ReadText(written));
            Assert.Equal(secret, ring.Derive("digest"));
            Assert.NotEqual(kek, ring.Status.KeyEncryptionKeyId);
            Assert.Equal(2, ring.Generation);
        }

        // The key before may be gone by the next start.
        await using (var ring = await _rings.OpenAsync(_rings.KeyB, previous: "/no/such/file"))
            Assert.Equal(Canary, ring.ReadText(written));
        await Assert.ThrowsAsync<KeyRingException>(() => _rings.OpenAsync(_rings.KeyA));
    }

    [Fact]
    public async Task A_destroyed_key_opens_nothing_but_with_an_older_file_and_the_top_key_of_its_time()
    {
        (string KeyId, ReadOnlyMemory<byte> Content) erased, kept;
        byte[] older, after;
        await using (var ring = await _rings.OpenAsync(_rings.KeyA))
        {
            (erased, kept) = (await ring.WriteAsync(_rings.Usage, Canary), await ring.WriteAsync(_rings.Usage, "kept"));
            older = _rings.File.Bytes!;

            var gone = await ring.DestroyAsync([erased.KeyId, IContentProtector.PlainKeyId], CancellationToken.None);

            Assert.Equal((1, 1, 2), (gone.Destroyed, gone.GenerationBefore, gone.GenerationAfter));
            Assert.Throws<InvalidDataException>(() => ring.ReadText(erased));
            Assert.Equal("kept", ring.ReadText(kept));
        }

        await using (var ring = await _rings.OpenAsync(_rings.KeyA))
        {
            Assert.Throws<InvalidDataException>(() => ring.ReadText(erased));
            Assert.Equal("kept", ring.ReadText(kept));
        }

        after = _rings.File.Bytes!;
        _rings.File.Bytes = older;
        await using (var ring = await _rings.OpenAsync(_rings.KeyA))
            Assert.Equal(Canary, ring.ReadText(erased));

        _rings.File.Bytes = after;
        await (await _rings.OpenAsync(_rings.KeyB, previous: _rings.KeyA)).DisposeAsync();
        _rings.File.Bytes = older;
        await Assert.ThrowsAsync<KeyRingException>(() => _rings.OpenAsync(_rings.KeyB));
    }

    [Fact]
    public async Task Destroying_what_is_not_there_leaves_the_file_alone()
    {
        await using var ring = await _rings.OpenAsync();
        await ring.NewKeyAsync(CancellationToken.None);

        var gone = await ring.DestroyAsync(["plain", "nonsense", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))], CancellationToken.None);

        Assert.Equal((0, 1), (gone.Destroyed, gone.GenerationAfter));
        Assert.Equal(1, _rings.File.Replaced);
    }

    [Fact]
    public async Task Destructions_that_wait_share_one_rewrite()
    {
        await using var ring = await _rings.OpenAsync();
        var keys = new List<string>();
        for (var i = 0; i < 20; i++)
            keys.Add(await ring.NewKeyAsync(CancellationToken.None));
        using var entered = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        _rings.File.Before = what =>
        {
            entered.Release();
            go.Wait();
        };
        var first = Task.Run(async () => await ring.DestroyAsync([keys[0]], CancellationToken.None));
        await entered.WaitAsync();
        var rest = keys.Skip(1).Select(k => ring.DestroyAsync([k], CancellationToken.None).AsTask()).ToArray();
        go.Release(100);
        await first;
        var gone = await Task.WhenAll(rest);

        Assert.All(gone, g => Assert.Equal((19, 3), (g.Destroyed, g.GenerationAfter)));
    }

    [Fact]
    public async Task A_rewrite_that_fails_says_so_and_is_made_good_by_the_next()
    {
        await using var ring = await _rings.OpenAsync();
        var erased = await ring.WriteAsync(_rings.Usage, Canary);
        _rings.File.Before = _ => throw new IOException("No space left on device.");

        var e = await Assert.ThrowsAsync<OrchestratorException>(async () => await ring.DestroyAsync([erased.KeyId], CancellationToken.None));

        Assert.Equal(ErrorReason.StorageUnavailable, e.Error.Reason);
        Assert.Equal(StorageState.IoError, ring.Health.State);
        _rings.File.Before = null;
        Assert.Equal(1, (await ring.DestroyAsync([erased.KeyId], CancellationToken.None)).Destroyed);
        Assert.True(ring.Health.Healthy);
        Assert.Throws<InvalidDataException>(() => ring.ReadText(erased));
    }

    [Fact]
    public async Task An_append_that_fails_half_way_is_replaced_whole()
    {
        await using var ring = await _rings.OpenAsync();
        var written = await ring.WriteAsync(_rings.Usage, Canary);
        var torn = false;
        _rings.File.Before = what =>
        {
            if (what != nameof(IKeyFileStore.Append) || torn)
                return;
            torn = true;
            _rings.File.Bytes = [.. _rings.File.Bytes!, 1, 2, 3];
            throw new IOException("No space left on device.");
        };

        for (var i = 0; i < 1000; i++)
        {
            try
            {
                await ring.NewKeyAsync(CancellationToken.None);
            }
            catch (OrchestratorException e) when (e.Error.Reason == ErrorReason.StorageUnavailable)
            {
                // Whoever found no key when the disk was full was told so.
            }
        }

        Assert.True(torn);
        Assert.Equal(0, (_rings.File.Bytes!.Length - 256) % 64);
        await ring.DisposeAsync();
        await using var again = await _rings.OpenAsync();
        Assert.Equal(Canary, again.ReadText(written));
    }

    [Fact]
    public async Task No_keys_are_made_for_a_journal_that_cannot_keep_conversations()
    {
        await (await _rings.OpenAsync()).DisposeAsync();
        _rings.File.Bytes = _rings.File.Bytes![..KeyFileHeader.Size];
        _rings.Usage.Health = new(StorageState.Full, default);
        await using var ring = await _rings.OpenAsync();

        var e = await Assert.ThrowsAsync<OrchestratorException>(async () => await ring.NewKeyAsync(CancellationToken.None));

        Assert.Equal((ErrorReason.StorageUnavailable, "STORAGE_FULL"), (e.Error.Reason, e.Error.State));
        _rings.Usage.Health = new(StorageState.Ok, default);
        await ring.NewKeyAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Without_an_operators_key_a_development_key_is_made_for_its_owner_alone()
    {
        string kept;
        await using (var ring = await _rings.OpenWithoutTopKeyAsync())
        {
            Assert.True(ring.UsesDevelopmentKey);
            kept = ring.TopKeyId;
        }

        await using var again = await _rings.OpenWithoutTopKeyAsync();

        Assert.Equal(kept, again.TopKeyId);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(DevelopmentKey.PathIn(_rings.DataDirectory)));
    }

    [Fact]
    public async Task A_development_key_is_destroyed_once_the_operators_key_has_replaced_it()
    {
        var development = DevelopmentKey.PathIn(_rings.DataDirectory);
        (string KeyId, ReadOnlyMemory<byte> Content) written;
        await using (var ring = await _rings.OpenWithoutTopKeyAsync())
            written = await ring.WriteAsync(_rings.Usage, Canary);

        var e = await Assert.ThrowsAsync<KeyRingException>(() => _rings.OpenAsync(_rings.KeyA));
        Assert.Contains(development, e.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(development));

        await using (var ring = await _rings.OpenAsync(_rings.KeyA, previous: development))
            Assert.Equal(Canary, ring.ReadText(written));
        Assert.False(File.Exists(development));
        await using (var ring = await _rings.OpenAsync(_rings.KeyA, previous: development))
            Assert.False(ring.UsesDevelopmentKey);
    }

    [Fact]
    public async Task The_install_secret_of_an_older_directory_moves_into_the_key_file()
    {
        var path = Path.Combine(_rings.DataDirectory, "install.key");
        var secret = RandomNumberGenerator.GetBytes(32);
        await File.WriteAllBytesAsync(path, secret);

        await using var ring = await _rings.OpenAsync();

        Assert.False(File.Exists(path));
        Assert.Equal(HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: "digest"u8.ToArray()), ring.Derive("digest"));
    }
}
