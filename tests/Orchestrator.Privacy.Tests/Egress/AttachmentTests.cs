using System.Text;

namespace Orchestrator.Privacy.Tests;

public sealed class AttachmentTests
{
    private static readonly byte[] s_bytes = Encoding.ASCII.GetBytes("heliotrope quandary, in the middle of a picture");
    private static readonly Attachment s_picture = new() { Kind = AttachmentKinds.Image, MediaType = "image/png", Data = s_bytes };
    private static readonly Attachment s_file = new() { Kind = AttachmentKinds.File, MediaType = "application/pdf", Name = "scan.pdf", Data = s_bytes };
    private static readonly Target s_seeing = Egress.Cloud with { Capabilities = new() { Takes = AttachmentKinds.Image | AttachmentKinds.File } };
    private static readonly PrivacyPolicy s_open = PrivacyPolicy.Named("open");

    [Theory]
    [InlineData("balanced")]
    [InlineData("version: 1\nname: t\nrules: [{name: a, zones: ['*'], verdict: allow}, {name: r, zones: [cloud], level: confidential, verdict: redact}]")]
    [InlineData("version: 1\nname: t\nrules: [{name: a, zones: ['*'], verdict: allow}, {name: r, zones: [cloud], categories: [UNKNOWN_IMAGE, UNKNOWN_FILE], verdict: pseudonymize}]")]
    public void What_nobody_can_look_into_is_left_out_whole_and_the_model_is_told(string policy)
    {
        var gate = Egress.Gate(policy == "balanced" ? PrivacyPolicy.Default : PrivacyPolicy.Parse(policy));

        var cleared = gate.Clear(Ask("what is this?", s_picture, s_file), s_seeing);

        Assert.Equal("what is this?\n[image left out: it may not be sent]\n[file left out: it may not be sent]", cleared.Content.Messages[0].Text);
        Assert.Empty(cleared.Content.Messages[0].Attachments);
        Assert.DoesNotContain(Convert.ToBase64String(s_bytes)[8..24], cleared.Text(), StringComparison.Ordinal);
        Assert.DoesNotContain("scan.pdf", cleared.Text(), StringComparison.Ordinal);
        Assert.Equal(["UNKNOWN_FILE", "UNKNOWN_IMAGE"], cleared.Entry.Withheld.Select(t => t.Type));
        Assert.Equal(AttachmentKinds.None, gate.Judge(gate.Analyze(Ask("what is this?", s_picture)), s_seeing, Zone.Device).Attachments);
    }

    [Fact]
    public void A_policy_that_lets_it_go_lets_it_go_and_the_ledger_counts_it()
    {
        var gate = Egress.Gate(s_open);

        var cleared = gate.Clear(Ask("what is this?", s_picture), s_seeing);

        Assert.Equal(s_picture, Assert.Single(cleared.Content.Messages[0].Attachments));
        Assert.Equal(new("UNKNOWN_IMAGE", 1), Assert.Single(cleared.Entry.Disclosed));
        Assert.Equal(AttachmentKinds.Image, gate.Judge(gate.Analyze(Ask("what is this?", s_picture)), s_seeing, Zone.Device).Attachments);
    }

    [Fact]
    public void Strict_sends_nothing_of_the_turn() =>
        Assert.Throws<EgressDeniedException>(() => Egress.Gate(PrivacyPolicy.Named("strict")).Clear(Ask("what is this?", s_picture), s_seeing));

    [Fact]
    public void A_target_is_sent_no_kind_that_it_is_not_known_to_take()
    {
        var refused = Assert.Throws<EgressDeniedException>(() => Egress.Gate(s_open).Clear(Ask("hear this", new Attachment { Kind = AttachmentKinds.Audio, MediaType = "audio/wav", Data = s_bytes }), s_seeing));

        Assert.Contains("Audio", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_would_be_left_to_answer_the_refusal_says_what_would_let_it_go()
    {
        var gate = Egress.Gate();

        var verdict = gate.Judge(gate.Analyze(Ask("", s_picture)), s_seeing, Zone.Device);

        Assert.Equal(Verdict.Deny, verdict.Verdict);
        Assert.Contains("a rule that allows UNKNOWN_IMAGE there, or a detector for such files", verdict.Reason, StringComparison.Ordinal);
        Assert.Throws<EgressDeniedException>(() => gate.Clear(Ask("", s_picture), s_seeing));
    }

    [Fact]
    public void A_detector_that_knows_the_content_decides_what_it_counts_as()
    {
        var harmless = Egress.Gate(detectors: new Knowing("image/png", []));
        var person = Egress.Gate(detectors: new Knowing("image/png", ["PERSON"]));

        Assert.Equal(s_picture, Assert.Single(harmless.Clear(Ask("what is this?", s_picture), s_seeing).Content.Messages[0].Attachments));
        Assert.Equal(new("PERSON", 1), Assert.Single(person.Clear(Ask("what is this?", s_picture), s_seeing).Entry.Withheld));
        Assert.Equal(new("UNKNOWN_FILE", 1), Assert.Single(harmless.Clear(Ask("what is this?", s_file), s_seeing).Entry.Withheld));
    }

    [Fact]
    public void A_detector_that_fails_lets_the_turn_go_nowhere()
    {
        var gate = Egress.Gate(s_open, detectors: new Knowing("image/png", null));

        var failed = Assert.Throws<AnalysisFailedException>(() => gate.Analyze(Ask("what is this?", s_picture)));

        Assert.DoesNotContain("heliotrope", failed.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_is_a_text_too_and_no_detector_vouches_for_what_it_leads_to()
    {
        var gate = Egress.Gate(s_open, detectors: new Knowing("", []));
        var plain = new Attachment { Kind = AttachmentKinds.Image, Url = "https://pictures.example/cat.png" };
        var telling = plain with { Url = $"https://pictures.example/{Egress.Card.Replace(" ", "", StringComparison.Ordinal)}.png" };

        var sent = gate.Clear(Ask("what is this?", plain), s_seeing);
        var withheld = gate.Clear(Ask("what is this?", telling), s_seeing);

        Assert.Equal(["UNKNOWN_IMAGE", "URL"], sent.Entry.Disclosed.Select(t => t.Type));
        Assert.Equal(plain, Assert.Single(sent.Content.Messages[0].Attachments));
        Assert.Empty(withheld.Content.Messages[0].Attachments);
        Assert.DoesNotContain("4111", withheld.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_files_name_is_rewritten_like_any_text()
    {
        var cleared = Egress.Gate(s_open).Clear(Ask("what is this?", s_file with { Name = $"{Egress.Card}.pdf" }), s_seeing);

        Assert.Equal("[CREDIT_CARD].pdf", Assert.Single(cleared.Content.Messages[0].Attachments).Name);
    }

    [Fact]
    public void An_answer_whose_model_saw_it_is_withheld_from_where_it_was()
    {
        var gate = Egress.Gate();
        var saw = gate.Analyze(Ask("what is this?", s_picture)).Label;

        var cleared = gate.Clear(Egress.Ask(Message.User("what is this?"), Message.Assistant("A dog named Fido."), Message.User("and its colour?")), s_seeing, null, saw, null);

        Assert.DoesNotContain("Fido", cleared.Text(), StringComparison.Ordinal);
    }

    private static ModelRequest Ask(string text, params Attachment[] attachments) => Egress.Ask(Message.User(text) with { Attachments = [.. attachments] });

    /// <summary>Knows one media type; with no types to tell it fails.</summary>
    private sealed class Knowing(string mediaType, string[]? types) : IAttachmentDetector
    {
        public IReadOnlyCollection<string>? Detect(Attachment attachment) =>
            attachment.MediaType != mediaType ? null : types ?? throw new InvalidDataException(Encoding.ASCII.GetString(attachment.Data.Span));
    }
}
