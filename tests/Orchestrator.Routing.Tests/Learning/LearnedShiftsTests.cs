using CsCheck;
using Orchestrator.Routing.Learning;

namespace Orchestrator.Routing.Tests.Learning;

/// <summary>What feedback moves is bounded, a tenant's own, and can be taken back.</summary>
public sealed class LearnedShiftsTests
{
    private static readonly Gen<double[]> AnySurpluses = Gen.Double[-1, 1].Array[1, 200];

    [Fact]
    public void No_feedback_moves_more_than_the_most() => Gen.Select(AnySurpluses, Gen.Double[0.01, 0.5]).Sample((surpluses, most) =>
    {
        var learned = new LearnedShifts();
        foreach (var surplus in surpluses)
            learned.Take("acme", "m", 1, surplus);
        Assert.InRange(learned.Of("acme", "m", 1, most)!.Value.By, -most, most);
        Assert.Null(learned.Of("acme", "m", 1, 0));
    });

    [Fact]
    public void What_is_taken_back_was_never_there() => Gen.Select(AnySurpluses, Gen.Double[-1, 1]).Sample((surpluses, more) =>
    {
        var learned = new LearnedShifts();
        foreach (var surplus in surpluses)
            learned.Take("acme", "m", 1, surplus);
        var before = learned.Of("acme", "m", 1, 0.5)!.Value;
        learned.Take("acme", "m", 1, more);
        learned.Take("acme", "m", 1, more, takenBack: true);
        Assert.Equal(before.By, learned.Of("acme", "m", 1, 0.5)!.Value.By, 6);
        foreach (var surplus in surpluses)
            learned.Take("acme", "m", 1, surplus, takenBack: true);
        Assert.Null(learned.Of("acme", "m", 1, 0.5));
        Assert.Empty(learned.Rows);
    });

    [Fact]
    public void One_tenants_feedback_moves_nothing_of_anothers_nor_of_another_model_or_group()
    {
        var learned = new LearnedShifts();
        learned.Take("acme", "m", 1, -1);
        Assert.NotNull(learned.Of("acme", "m", 1, 0.1));
        Assert.All([("other", "m", 1), ("acme", "n", 1), ("acme", "m", 2)], k => Assert.Null(learned.Of(k.Item1, k.Item2, k.Item3, 0.1)));
    }

    [Fact]
    public void What_nobody_said_counts_less_than_what_somebody_said()
    {
        double By(LearnedKind kind)
        {
            var learned = new LearnedShifts();
            learned.Take("acme", "m", 1, -1, kind);
            return learned.Of("acme", "m", 1, 0.5)!.Value.By;
        }

        Assert.True(By(LearnedKind.Judgement) < By(LearnedKind.Correction));
        Assert.Equal(By(LearnedKind.Correction), By(LearnedKind.AskedAgain));
        Assert.True(By(LearnedKind.AskedAgain) < By(LearnedKind.Escalated));
    }

    [Fact]
    public void What_is_taken_back_after_it_was_forgotten_takes_nothing_of_the_rest()
    {
        var learned = new LearnedShifts();
        learned.Take("acme", "m", 1, -1);
        Assert.Equal(1, learned.Forget("acme"));
        learned.Take("acme", "m", 1, -0.5, LearnedKind.Escalated);
        var before = learned.Of("acme", "m", 1, 0.5);

        learned.Take("acme", "m", 1, -1, takenBack: true);

        Assert.Equal(before, learned.Of("acme", "m", 1, 0.5));
    }

    [Fact]
    public void One_tenants_forgetting_leaves_anothers_and_may_be_of_one_model()
    {
        var learned = new LearnedShifts();
        foreach (var (tenant, model) in new[] { ("acme", "m"), ("acme", "n"), ("other", "m") })
            learned.Take(tenant, model, 1, -1);

        Assert.Equal(1, learned.Forget("acme", "m"));

        Assert.Equal([("acme", "n"), ("other", "m")], learned.Rows.Select(r => (r.Tenant, r.Model)));
    }

    [Fact]
    public void What_it_is_made_of_is_said_in_words() =>
        Assert.Equal("3 judgements, 1 correction, escalated 2 of 5 times, asked again of a bigger model 1 time", new LearnedCounts(3, 1, 3, 2, 1).ToString());

    [Fact]
    public void One_judgement_moves_little()
    {
        var learned = new LearnedShifts();
        learned.Take("acme", "m", 1, -1);
        Assert.InRange(learned.Of("acme", "m", 1, 0.5)!.Value.By, -0.1, -0.05);
    }
}
