using Microsoft.Extensions.Time.Testing;

namespace Orchestrator.Privacy.Tests;

public sealed class PolicyFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_changed_file_comes_into_force_whole_and_the_gate_decides_by_it()
    {
        Write(1, "allow");
        using var file = new PolicyFile(_path, _time);
        var gate = new EgressGate(new TextAnalyzer(), file, new LedgerKey(new byte[LedgerKey.Size]), _time);
        var request = gate.Analyze(Egress.Ask(Message.User("hello")));
        var before = gate.Judge(request, Egress.Cloud, Zone.Device).Verdict;

        Write(2, "deny");
        LookTwice();

        Assert.Equal((Verdict.Allow, Verdict.Deny), (before, gate.Judge(request, Egress.Cloud, Zone.Device).Verdict));
        Assert.Equal(2, file.Current.Revision);
        Assert.Equal(file.Current.Version, gate.PolicyVersion);
        Assert.Null(file.Problem);
    }

    [Theory]
    [InlineData("version: 1\nname: p\nrevision: 3\nrules: [{name: a, zones: [moon], verdict: allow}]", "moon")]
    [InlineData("version: 1\nname: p\nrevision: 1\nrules: [{name: a, zones: [cloud], verdict: allow}]", "older")]
    [InlineData("version: 1\nname: other\nrevision: 9\nrules: [{name: a, zones: [cloud], verdict: allow}]", "restart")]
    [InlineData("", "YAML")]
    public void What_may_not_replace_the_policy_leaves_the_last_good_one_in_force_and_says_why(string yaml, string problem)
    {
        Write(2, "deny");
        using var file = new PolicyFile(_path, _time);
        var told = 0;
        file.Changed += (_, _) => told++;

        File.WriteAllText(_path, yaml);
        _time.Advance(PolicyFile.Interval);
        _time.Advance(PolicyFile.Interval);

        Assert.Equal(2, file.Current.Revision);
        Assert.Equal(Verdict.Deny, file.Current.Evaluate(Label.Public, Zone.Cloud("acme")).Process);
        Assert.Contains(problem, file.Problem, StringComparison.Ordinal);
        Assert.Equal(1, told);

        Write(4, "allow");
        LookTwice();
        Assert.Null(file.Problem);
        Assert.Equal(4, file.Current.Revision);
    }

    [Fact]
    public void A_file_that_vanishes_changes_nothing_that_may_leave()
    {
        Write(1, "deny");
        using var file = new PolicyFile(_path, _time);

        File.Delete(_path);
        _time.Advance(PolicyFile.Interval);

        Assert.Equal(1, file.Current.Revision);
        Assert.NotNull(file.Problem);

        Write(1, "deny");
        LookTwice();
        Assert.Null(file.Problem);
    }

    [Fact]
    public void A_file_of_which_only_the_beginning_is_written_is_not_taken()
    {
        Write(1, "deny");
        using var file = new PolicyFile(_path, _time);
        const string Beginning = "version: 1\nname: p\nrevision: 2\nrules:\n  - {name: a, zones: [cloud], verdict: allow}\n";

        File.WriteAllText(_path, Beginning);
        _time.Advance(PolicyFile.Interval);
        Assert.Equal(1, file.Current.Revision);
        File.WriteAllText(_path, Beginning + "  - {name: b, zones: [cloud], verdict: deny}\n");
        _time.Advance(PolicyFile.Interval);
        Assert.Equal(1, file.Current.Revision);
        _time.Advance(PolicyFile.Interval);

        Assert.Equal(2, file.Current.RuleCount);
        Assert.Equal(Verdict.Deny, file.Current.Evaluate(Label.Public, Zone.Cloud("acme")).Process);
    }

    [Fact]
    public void Without_a_sound_file_there_is_no_policy_to_begin_with()
    {
        File.WriteAllText(_path, "rules: []");
        Assert.Throws<PolicyException>(() => new PolicyFile(_path, _time));
        File.Delete(_path);
        Assert.Throws<FileNotFoundException>(() => new PolicyFile(_path, _time));
    }

    public void Dispose() => File.Delete(_path);

    private void LookTwice()
    {
        _time.Advance(PolicyFile.Interval);
        _time.Advance(PolicyFile.Interval);
    }

    private void Write(int revision, string verdict) =>
        File.WriteAllText(_path, $"version: 1\nname: p\nrevision: {revision}\nrules: [{{name: a, zones: [cloud], verdict: {verdict}}}]");
}
