namespace Orchestrator.Privacy.Tests;

public sealed class ClassifierTests
{
    private const string Topics = """
        version: 1
        recognizers:
          - classifier: models/plans
            labels:
              PLAN: {type: TOPIC_COMPANY_PLAN, threshold: 0.8}
        """;

    private const string Parts = """
        version: 1
        recognizers:
          - classifier: parts
            labels: {ORG: {type: ORGANIZATION}, CODE: {type: CODE_NAME, threshold: 1}}
        """;

    [Fact]
    public void A_sentence_that_a_model_labels_surely_enough_has_the_topic_of_its_label()
    {
        const string text = "We meet at noon. The plan is secret. A plan is mad";
        var analyzer = Analyzer(Topics, new Words(parts: false, ("plan is secret", "PLAN", 0.8), ("noon", "PLAN", 0.79), ("mad", "OTHER", 1)));

        var topic = Assert.Single(analyzer.Analyze(text).Topics);

        Assert.Equal(("TOPIC_COMPANY_PLAN", "The plan is secret."), (topic.Type, text[topic.Start..topic.End]));
    }

    [Fact]
    public void Parts_that_a_model_labels_are_findings_and_never_make_another_finding_less_sensitive()
    {
        const string text = "Mail anna@example.org at Initech about Falcon";
        var analyzer = Analyzer(Parts, new Words(parts: true, ("anna@example.org", "ORG", 1), ("Initech", "ORG", 0.6), ("Falcon", "CODE", 1)));

        var found = analyzer.Analyze(text).Findings.Select(f => (f.Type, text[f.Start..f.End])).ToList();

        Assert.Contains(("EMAIL_ADDRESS", "anna@example.org"), found);
        Assert.Contains(("ORGANIZATION", "Initech"), found);
        Assert.Contains(("CODE_NAME", "Falcon"), found);
    }

    [Fact]
    public void What_was_cut_out_is_not_given_to_the_model()
    {
        var model = new Words(parts: false);

        Analyzer(Topics, model).Analyze("[TOPIC_COMPANY_PLAN] Then [CREDIT_CARD] was charged. [TITLE]");

        Assert.Equal(["Then", "was charged."], model.Read);
    }

    [Fact]
    public void A_sentence_with_the_topic_of_a_model_is_cut_where_a_zone_may_not_read_it_and_the_others_go()
    {
        var policy = PrivacyPolicy.Parse("""
            version: 1
            name: no-plans
            rules:
              - {name: cloud, zones: [cloud], verdict: allow}
              - {name: plans, zones: [cloud], categories: [TOPIC_COMPANY_PLAN], verdict: redact}
            """);
        var gate = Egress.Gate(policy, analyzer: Analyzer(Topics, new Words(parts: false, ("secret", "PLAN", 1), ("PLAN", "PLAN", 1))));

        var sent = gate.Clear(Egress.Ask(Message.User("We meet at noon. It is secret. Bring tea.")), Egress.Cloud).Text();

        Assert.Contains("We meet at noon. [TOPIC_COMPANY_PLAN] Bring tea.", sent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(TimeoutException))]
    [InlineData(typeof(InvalidOperationException))]
    public void A_model_that_fails_or_is_late_fails_the_analysis(Type failure)
    {
        var analyzer = Analyzer(Topics, new Words(parts: false) { Failure = (Exception)Activator.CreateInstance(failure)! });

        var failed = Assert.Throws<AnalysisFailedException>(() => analyzer.Analyze("Hello"));

        Assert.Equal("classifier models/plans", failed.Detector);
        Assert.Contains(failure.Name, failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_has_the_time_that_the_file_says_and_two_seconds_otherwise()
    {
        var model = new Words(parts: false);

        Analyzer(Topics, model).Analyze("Hello");
        Assert.Equal(TimeSpan.FromSeconds(2), model.Within);

        Analyzer(Topics + "\n    seconds: 7", model).Analyze("Hello");
        Assert.Equal(TimeSpan.FromSeconds(7), model.Within);
    }

    [Theory]
    [InlineData("labels: {PLAN: {type: TOPIC_X}}\n    words: [a]", "recognizers(5): 'recognizers[0].words' is no key here; allowed are classifier, description, labels, seconds")]
    [InlineData("description: x", "'recognizers[0].labels' is missing")]
    [InlineData("labels: {}", "must be a mapping from the model's labels to what they mean")]
    [InlineData("labels: {PLANS: {type: TOPIC_X}}", "recognizers(4): 'recognizers[0].labels.PLANS' is no label of the model; it has PLAN, OTHER, ORG, CODE.")]
    [InlineData("labels: {PLAN: {type: topic}}", "'recognizers[0].labels.PLAN.type' is 'topic'; a category is")]
    [InlineData("labels: {PLAN: {threshold: 0.5}}", "'recognizers[0].labels.PLAN.type' is missing")]
    [InlineData("labels: {PLAN: {type: TOPIC_X, threshold: 80}}", "is '80'; expected a number above 0 and at most 1")]
    [InlineData("labels: {PLAN: {type: CREDIT_CARD}}", "is 'CREDIT_CARD', and the model labels whole sentences; their types begin with TOPIC_ or SAFETY_")]
    [InlineData("labels: {PLAN: {type: TOPIC_X}}\n    seconds: 61", "'recognizers[0].seconds' is 61; expected 1 to 60")]
    public void A_wrong_entry_is_refused_with_its_place(string rest, string said)
    {
        var refused = Assert.Throws<PolicyException>(() => RecognizerFile.Parse($"version: 1\nrecognizers:\n  - classifier: m\n    {rest}", _ => new Words(parts: false)));

        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_cannot_be_loaded_is_refused_with_its_place_and_reason()
    {
        Assert.Contains("recognizers(3): 'recognizers[0].classifier' names a model, and nothing here can load one",
            Assert.Throws<PolicyException>(() => RecognizerFile.Parse(Topics)).Message, StringComparison.Ordinal);
        Assert.Contains("'recognizers[0].classifier' cannot be used: no config",
            Assert.Throws<PolicyException>(() => RecognizerFile.Parse(Topics, _ => throw new InvalidDataException("no config"))).Message, StringComparison.Ordinal);
        Assert.Contains("labels parts of sentences",
            Assert.Throws<PolicyException>(() => RecognizerFile.Parse(Topics, _ => new Words(parts: true))).Message, StringComparison.Ordinal);
    }

    private static TextAnalyzer Analyzer(string yaml, ITextLabeller model) => TextAnalyzer.With(RecognizerFile.Parse(yaml, _ => model));

    /// <summary>A model that knows words by heart.</summary>
    private sealed class Words(bool parts, params (string Word, string Label, double Score)[] known) : ITextLabeller
    {
        public IReadOnlyList<string> Labels => ["PLAN", "OTHER", "ORG", "CODE"];

        public bool LabelsParts => parts;

        public List<string> Read { get; } = [];

        public TimeSpan Within { get; private set; }

        public Exception? Failure { get; init; }

        public IReadOnlyList<Finding> Label(string text, IReadOnlyList<TextSpan> sentences, TimeSpan within)
        {
            Within = within;
            Read.AddRange(sentences.Select(s => text[s.Start..s.End]));
            return Failure is null ? [.. sentences.SelectMany(s => In(text, s))] : throw Failure;
        }

        private IEnumerable<Finding> In(string text, TextSpan sentence)
        {
            foreach (var (word, label, score) in known)
            {
                var at = text[sentence.Start..sentence.End].IndexOf(word, StringComparison.Ordinal);
                if (at >= 0)
                    yield return parts ? new(label, sentence.Start + at, sentence.Start + at + word.Length, score) : new(label, sentence.Start, sentence.End, score);
            }
        }
    }
}
