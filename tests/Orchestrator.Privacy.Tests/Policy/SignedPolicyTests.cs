using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace Orchestrator.Privacy.Tests;

/// <summary>The signature is played by a function; hosts give Ed25519's.</summary>
public sealed class SignedPolicyTests : IDisposable
{
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(static i => (byte)i)];
    private readonly string _directory = Directory.CreateTempSubdirectory("policy-").FullName;
    private readonly FakeTimeProvider _time = new();

    private string Policy => Path.Combine(_directory, "policy.yaml");

    private string Floor => Path.Combine(_directory, "policy.revisions");

    [Fact]
    public void A_signed_file_is_in_force_and_replaced_by_a_signed_one_alone()
    {
        Write(1, "deny");
        Sign();
        using var file = Open();

        Write(2, "allow");
        LookTwice();
        Assert.Equal(1, file.Current.Revision);
        Assert.Contains("signature", file.Problem, StringComparison.Ordinal);

        Sign();
        LookTwice();
        Assert.Equal(2, file.Current.Revision);
        Assert.Null(file.Problem);
    }

    [Fact]
    public void A_policy_whose_revision_cannot_be_noted_is_taken_once_the_disk_works_again()
    {
        Write(1, "allow");
        Sign();
        using var file = Open();
        var blocked = Directory.CreateDirectory(Floor + ".next");

        Write(2, "deny");
        Sign();
        LookTwice();
        Assert.Equal(1, file.Current.Revision);
        Assert.NotNull(file.Problem);
        blocked.Delete();
        _time.Advance(PolicyFile.Interval);

        Assert.Equal(2, file.Current.Revision);
        Assert.Null(file.Problem);
    }

    [Fact]
    public void Without_its_signature_or_with_another_keys_a_process_does_not_begin()
    {
        Write(1, "allow");
        Assert.Throws<PolicyException>(Open);
        File.WriteAllBytes(Policy + PolicyTrust.SignatureEnding, new byte[64]);
        Assert.Throws<PolicyException>(Open);
    }

    [Fact]
    public void An_older_signed_policy_is_not_taken_after_a_restart_either()
    {
        Write(7, "deny");
        Sign();
        Open().Dispose();

        Write(6, "allow");
        Sign();

        Assert.Contains("revision 7", Assert.Throws<PolicyException>(Open).Message, StringComparison.Ordinal);
        Write(7, "deny");
        Sign();
        Open().Dispose();
    }

    [Fact]
    public void A_damaged_note_of_revisions_lets_nothing_begin()
    {
        Write(1, "deny");
        Sign();
        File.WriteAllText(Floor, "gibberish\n");

        Assert.Contains("damaged", Assert.Throws<PolicyException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_another_length_is_refused() =>
        Assert.Throws<PolicyException>(() => new PolicyTrust(new byte[31], Check, null));

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static byte[] Signature(ReadOnlySpan<byte> policy) => System.Security.Cryptography.HMACSHA512.HashData(Key, policy);

    private static bool Check(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        key.SequenceEqual(Key) && signature.SequenceEqual(Signature(message));

    private void LookTwice()
    {
        _time.Advance(PolicyFile.Interval);
        _time.Advance(PolicyFile.Interval);
    }

    private PolicyFile Open() => new(Policy, _time, new PolicyTrust(Key, Check, Floor));

    private void Sign() => File.WriteAllBytes(Policy + PolicyTrust.SignatureEnding, Signature(File.ReadAllBytes(Policy)));

    private void Write(int revision, string verdict) => File.WriteAllBytes(
        Policy, Encoding.UTF8.GetBytes($"version: 1\nname: p\nrevision: {revision}\nrules: [{{name: a, zones: [cloud], verdict: {verdict}}}]"));
}
