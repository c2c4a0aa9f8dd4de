using System.Text.Json;
using Microsoft.Extensions.AI;
using Orchestrator.Conversations.Targets;
using Orchestrator.Inference.Chat;
using Orchestrator.Inference.Decoders;
using Orchestrator.Inference.Layout;
using Orchestrator.Inference.Taggers;
using Orchestrator.Inference.Templates;
using Orchestrator.Inference.Tests.Decoders;

namespace Orchestrator.Inference.Tests.Chat;

/// <summary>A decoder that is not sure of a call is asked again, and its answer is made of one of the answers, never of two.</summary>
public sealed class NarrowBallotTests : IDisposable
{
    private const string Light = """<tool_call>{"name": "light", "arguments": {}}</tool_call>""", Timer = """<tool_call>{"name": "timer", "arguments": {}}</tool_call>""";

    private readonly string _folder = Directory.CreateTempSubdirectory("narrow").FullName;
    private NarrowChatClient? _client;

    public void Dispose()
    {
        _client?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Of_an_answer_whose_call_was_overruled_nothing_else_is_said()
    {
        var calls = await CallsAsync(new Script([Light, Timer, "and so on"], [Timer, Light], [Timer, Light]));

        Assert.Equal(["timer"], calls);
    }

    [Fact]
    public async Task An_answer_whose_call_stands_keeps_its_other_calls()
    {
        var calls = await CallsAsync(new Script([Light, Timer], [Timer, Light], [Light, Timer]));

        Assert.Equal(["light", "timer"], calls);
    }

    [Fact]
    public async Task Where_others_wait_for_the_model_the_first_answer_stands()
    {
        var script = new Script([Light]) { Busy = true };

        Assert.Equal(["light"], await CallsAsync(script));
        Assert.Equal(2, script.Asked);
    }

    private async Task<IEnumerable<string>> CallsAsync(Script script)
    {
        var model = DecoderModel.Load(HuggingFaceFolder.Open(TinyDecoder.Write(_folder, inPlace: true)), new() { Threads = 1 });
        var sure = new TaggerCalibration { Temperature = 1, Points = [new(0, 1)], Reliability = [], ExpectedCalibrationError = 0 };
        _client = new(
            new(new(model), script, ChatTemplate.Parse(TinyChat.Template), new() { Id = "tiny" }),
            new() { PassToken = -1, Ballots = 3, Threshold = 0.5, Declines = "", Before = sure, Answer = sure });
        var schema = JsonDocument.Parse("""{"type":"object","properties":{}}""").RootElement;
        var options = new ChatOptions
        {
            MaxOutputTokens = 6,
            Tools = [AIFunctionFactory.CreateDeclaration("light", "", schema), AIFunctionFactory.CreateDeclaration("timer", "", schema)],
        };

        var updates = await _client.GetStreamingResponseAsync("hello", options).ToListAsync();

        Assert.DoesNotContain(updates, u => u.Text.Length > 0);
        return updates.SelectMany(u => u.Contents).OfType<FunctionCallContent>().Select(c => c.Name);
    }

    // Each answer says its pieces, whatever tokens the model draws.
    private sealed class Script(params string[][] answers) : ITextTokens
    {
        private readonly Letters _letters = new();
        private int _started;

        public bool Busy { get; init; }

        public int Asked { get; private set; }

        public IReadOnlyList<int> Encode(string text) => ++Asked > 1 && Busy ? throw new TargetException("busy", "others wait") : _letters.Encode(text);

        public ITextJoiner Start() => new Joiner(answers[_started++]);

        public byte[]? BytesOf(int token) => _letters.BytesOf(token);

        private sealed class Joiner(string[] pieces) : ITextJoiner
        {
            private int _said;

            public string Append(int token) => _said < pieces.Length ? pieces[_said++] : "";

            public string Finish() => "";
        }
    }
}
