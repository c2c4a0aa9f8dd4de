using Orchestrator.Storage.Protection;

namespace Orchestrator.Storage.Tests.Protection;

public sealed class TopKeySourceTests : IDisposable
{
    private const string Key = "Orchestrator:Keys:TopKey";

    private static readonly byte[] Secret = [.. Enumerable.Range(100, 32).Select(i => (byte)(i * 7))];

    private readonly TemporaryDirectory _directory = new();

    public TopKeySourceTests() => Directory.CreateDirectory(_directory.Path);

    public void Dispose() => _directory.Dispose();

    public static TheoryData<string> Spellings => new("raw", "hex", "HEX", "base64");

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task A_file_holds_the_key_raw_in_hex_or_in_base64(string spelling)
    {
        using var key = await LoadAsync(new() { File = Write(Spell(spelling)) });

        Assert.Equal(Secret, key!.Export());
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public async Task A_file_that_others_have_a_right_to_is_refused(UnixFileMode right)
    {
        if (OperatingSystem.IsWindows())
            return;
        var path = Write(Spell("hex"), UnixFileMode.UserRead | right);

        var e = await Assert.ThrowsAsync<KeyRingException>(() => LoadAsync(new() { File = path }));

        Assert.Contains($"chmod 600 {path}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_key_or_not_there_is_named()
    {
        foreach (var text in new[] { "", "a pass phrase of 32 characters!!", new string('a', 63), new string('g', 64), "c2hvcnQ=" })
        {
            var e = await Assert.ThrowsAsync<KeyRingException>(() => LoadAsync(new() { File = Write(System.Text.Encoding.ASCII.GetBytes(text)) }));
            Assert.Contains("is no key", e.Message, StringComparison.Ordinal);
            Assert.True(text.Length == 0 || !e.Message.Contains(text, StringComparison.Ordinal));
        }

        await Assert.ThrowsAsync<KeyRingException>(() => LoadAsync(new() { File = Path.Combine(_directory.Path, "none") }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(301)]
    public async Task A_time_that_no_program_can_have_is_refused_by_its_name(int seconds)
    {
        var e = await Assert.ThrowsAsync<KeyRingException>(() => LoadAsync(new() { Command = "true", TimeoutSeconds = seconds }));

        Assert.Contains($"{Key}:TimeoutSeconds", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_environment_holds_the_key()
    {
        var name = $"ORCHESTRATOR_TEST_{Guid.NewGuid():n}";
        Environment.SetEnvironmentVariable(name, Convert.ToHexString(Secret));

        using var key = await LoadAsync(new() { Environment = name });

        Assert.Equal(Secret, key!.Export());
        Environment.SetEnvironmentVariable(name, null);
        Assert.Contains(name, (await Assert.ThrowsAsync<KeyRingException>(() => LoadAsync(new() { Environment = name }))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_prints_the_key()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var key = await LoadAsync(Shell($"echo noise >&2; echo {Convert.ToHexString(Secret)}"));

        Assert.Equal(Secret, key!.Export());
    }

    [Theory]
    [InlineData("echo secret-output; exit 3", "exit code 3")]
    [InlineData("echo secret-output", "is no key")]
    [InlineData("exec sleep 600", "within 1 s")]
    public async Task A_program_that_gives_no_key_is_told_without_its_output(string script, string told)
    {
        if (OperatingSystem.IsWindows())
            return;
        var e = await Assert.ThrowsAsync<KeyRingException>(() => LoadAsync(Shell(script)));

        Assert.Contains(told, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-output", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_named() =>
        Assert.Contains("no-such-program", (await Assert.ThrowsAsync<KeyRingException>(() => LoadAsync(new() { Command = "no-such-program" }))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Two_sources_are_one_too_many()
    {
        var e = await Assert.ThrowsAsync<KeyRingException>(() => LoadAsync(new() { File = "a", Environment = "b" }));

        Assert.Contains(Key, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_source_is_no_key() => Assert.Null(await LoadAsync(new()));

    private static Task<TopKey?> LoadAsync(TopKeyOptions options) => TopKeySource.LoadAsync(options, Key, CancellationToken.None);

    private static TopKeyOptions Shell(string script)
    {
        var options = new TopKeyOptions { Command = "/bin/sh", TimeoutSeconds = script.Contains("sleep", StringComparison.Ordinal) ? 1 : 60 };
        options.Arguments.Add("-c");
        options.Arguments.Add(script);
        return options;
    }

    private static byte[] Spell(string spelling) => spelling switch
    {
        "raw" => Secret,
        "hex" => System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Secret) + "\n"),
        "HEX" => System.Text.Encoding.ASCII.GetBytes(Convert.ToHexString(Secret)),
        _ => System.Text.Encoding.ASCII.GetBytes($" {Convert.ToBase64String(Secret)}\r\n"),
    };

    private string Write(byte[] bytes, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        var path = Path.Combine(_directory.Path, $"{Guid.NewGuid():n}.key");
        File.WriteAllBytes(path, bytes);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
        return path;
    }
}
