namespace Orchestrator.Privacy.Tests;

public sealed class LedgerTests
{
    private const string Text = "my card 4111 1111 1111 1111, write to ana.maria@example.org";

    private static TestLedger Three => new TestLedger().Add(TestLedger.Record(Text), TestLedger.Record("hello"), TestLedger.Record("write to bob@example.org"));

    [Fact]
    public void A_ledger_that_nobody_touched_verifies_and_every_record_replays()
    {
        var verifier = TestLedger.Verify(Three.Lines);

        Assert.Empty(verifier.Problems);
        Assert.Equal((3, 0), (verifier.Replayed, verifier.NotReplayed));
        Assert.Equal(Three.State.Tree.Root, verifier.State.Tree.Root);
    }

    [Fact]
    public void It_holds_types_counts_rules_and_hashes_and_nothing_of_the_text_or_the_circumstances()
    {
        var text = Three.Text();

        Assert.Contains("\"withheld\":{\"CREDIT_CARD\":1}", text, StringComparison.Ordinal);
        Assert.Contains("\"pseudonymized\":{\"EMAIL_ADDRESS\":1}", text, StringComparison.Ordinal);
        Assert.Contains("restricted-to-cloud", text, StringComparison.Ordinal);
        foreach (var word in new[] { "4111", "1111", "example", "ana", "bob", "hello", "Email-", "clinic", "purpose that", "cloud-processing" })
            Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Any_changed_byte_is_found()
    {
        var whole = Three;
        for (var line = 0; line < whole.Lines.Count; line++)
        {
            for (var at = 0; at < whole.Lines[line].Length - 1; at++)
            {
                var changed = whole.Lines.ConvertAll(l => l.ToArray());
                changed[line][at] ^= (byte)(1 + (at % 127));
                if (changed[line][at] is (byte)'\n')
                    continue;
                Assert.NotEmpty(TestLedger.Verify(changed).Problems);
            }
        }
    }

    [Fact]
    public void What_is_missing_repeated_or_in_another_order_is_found()
    {
        var lines = Three.Lines;
        for (var i = 0; i < lines.Count; i++)
        {
            if (i < lines.Count - 1)
                Assert.NotEmpty(TestLedger.Verify(lines.Where((_, at) => at != i)).Problems);
            Assert.NotEmpty(TestLedger.Verify(lines.SelectMany((l, at) => at == i ? new[] { l, l } : [l])).Problems);
            for (var j = i + 1; j < lines.Count; j++)
            {
                var swapped = lines.ToList();
                (swapped[i], swapped[j]) = (swapped[j], swapped[i]);
                Assert.NotEmpty(TestLedger.Verify(swapped).Problems);
            }
        }

        Assert.NotEmpty(TestLedger.Verify([]).Problems);
    }

    [Fact]
    public void A_missing_end_is_found_by_whoever_kept_a_head()
    {
        var ledger = Three;
        (long, string)[] head = [(ledger.State.Tree.Size, ledger.State.Tree.Root)];

        Assert.Empty(TestLedger.Verify(ledger.Lines, heads: head).Problems);
        Assert.Empty(TestLedger.Verify(ledger.Add(TestLedger.Record("more")).Lines, heads: head).Problems);
        Assert.NotEmpty(TestLedger.Verify(ledger.Lines.Take(3), heads: head).Problems);
        var other = new TestLedger().Add(TestLedger.Record("other"), TestLedger.Record("hello"), TestLedger.Record("hello"));
        Assert.Empty(TestLedger.Verify(other.Lines).Problems);
        Assert.NotEmpty(TestLedger.Verify(other.Lines, heads: head).Problems);
    }

    [Fact]
    public void A_ledger_signed_anew_with_another_key_is_found_by_whoever_knows_the_key() =>
        Assert.Contains("key", TestLedger.Verify(Three.Lines, key: new string('0', 64)).Problems[0], StringComparison.Ordinal);

    [Fact]
    public void A_record_of_what_its_policy_never_said_is_found_though_it_is_signed()
    {
        var record = TestLedger.Record(Text);
        LedgerRecord[] forged =
        [
            record with { Entry = record.Entry with { Verdict = Verdict.Allow } },
            record with { Entry = record.Entry with { Zones = [.. record.Entry.Zones.Select(z => z with { Process = Verdict.Allow })], Verdict = Verdict.Allow } },
            record with { Question = record.Question with { Label = Label.Public } },
            record with { Entry = record.Entry with { Zones = [.. record.Entry.Zones.Select(z => z with { Rule = "cloud-reads-public" })] } },
        ];

        foreach (var lie in forged)
            Assert.Contains("otherwise than policy", Assert.Single(TestLedger.Verify(new TestLedger().Add(lie).Lines).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_its_policy_a_record_is_counted_as_not_replayed() =>
        Assert.Equal((0, 3), (TestLedger.Verify(Three.Lines, _ => null).Replayed, TestLedger.Verify(Three.Lines, _ => null).NotReplayed));

    [Fact]
    public void A_question_keeps_the_circumstances_that_its_policy_names_and_gives_the_same_verdict()
    {
        var policy = PrivacyPolicy.Parse(
            "version: 1\nname: t\nrules: [{name: a, zones: [cloud, cluster], verdict: allow, tenants: [clinic], require-consent: cloud-processing}, {name: b, zones: [cloud], tools: [pay], verdict: deny}]");
        var record = TestLedger.Record("hello", policy);

        Assert.Equal(("clinic", null), (record.Question.Context.Tenant, record.Question.Context.Purpose));
        Assert.Equal("cloud-processing", Assert.Single(record.Question.Context.Consents));
        Assert.Equal(1, TestLedger.Verify(new TestLedger().Add(record).Lines, _ => policy).Replayed);
    }
}
