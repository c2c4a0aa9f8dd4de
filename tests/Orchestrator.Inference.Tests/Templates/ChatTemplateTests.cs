using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Templates;

namespace Orchestrator.Inference.Tests.Templates;

public sealed class ChatTemplateTests
{
    private static readonly JsonElement s_cases = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Templates", "cases.json"))).RootElement;

    public static TheoryData<string> Names() => [.. s_cases.GetProperty("cases").EnumerateArray().Select(c => c.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_template_renders_as_the_reference_does(string name)
    {
        var its = s_cases.GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("name").ValueEquals(name));
        Assert.Equal(its.GetProperty("expected").GetString(), ChatTemplate.Parse(its.GetProperty("template").GetString()!).Render(s_cases.GetProperty("context")));
    }

    [Theory]
    [InlineData("a\n{{ 'x' | nosuch }}", 2, "filter 'nosuch'", "no such filter")]
    [InlineData("{% if a is strange %}{% endif %}", 1, "test 'strange'", "no such test")]
    [InlineData("{{ a.b.c }}", 1, "'.b'", "undefined")]
    [InlineData("\n\n{% include 'x' %}", 3, "'include'", "not supported")]
    [InlineData("{% for x in [1] %}\n\n", 2, "the 'for' of line 1", "endfor")]
    [InlineData("{{ 1 +\n }}", 2, "an expression", "expected a value")]
    [InlineData("{{ 'a", 1, "a string", "end of the template")]
    [InlineData("{{ raise_exception('roles must alternate') }}", 1, "call of 'raise_exception'", "roles must alternate")]
    [InlineData("{{ 'a' + 1 }}", 1, "operator '+'", "a string and a whole number")]
    [InlineData("{{ nothing('a') }}", 1, "call of 'nothing'", "no such function")]
    [InlineData("{% set x.y = 1 %}", 1, "'set x.y'", "namespace")]
    [InlineData("{% break %}", 1, "'break'", "outside")]
    [InlineData("{{ 1 / 0 }}", 1, "operator '/'", "zero")]
    [InlineData("{{ {}.update({}) }}", 1, "call of '.update'", "cannot be changed")]
    public void An_error_names_line_and_construct(string template, int line, string construct, string words)
    {
        var e = Assert.Throws<TemplateException>(() => Render(template));
        Assert.Equal((line, construct), (e.Line, e.Construct));
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}")]
    [InlineData("{{ range(2000000000) | length }}")]
    [InlineData("{{ 'abc' * 1000000000000 }}")]
    [InlineData("{{ '' * 2000000000 }}")]
    [InlineData("{% set ns = namespace(s='x') %}{% for i in range(60) %}{% set ns.s = ns.s + ns.s %}{% endfor %}{{ ns.s }}")]
    [InlineData("{% set ns = namespace(s='x') %}{% for i in range(60) %}{% set ns.s = ns.s.replace('x', 'xxxx') %}{% endfor %}")]
    [InlineData("{% set ns = namespace(l=[1]) %}{% for i in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l }}")]
    [InlineData("{% set ns = namespace(l=[1]) %}{% for i in range(60) %}{% set ns.l = ns.l + ns.l %}{% endfor %}")]
    [InlineData("{% set ns = namespace() %}{% set ns.me = ns %}{{ ns | tojson }}")]
    [InlineData("{% set ns = namespace() %}{% set ns.me = ns %}{{ ns }}")]
    [InlineData("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}")]
    [InlineData("{% macro m(n) %}{{ m(n - 1) }}{{ m(n - 1) }}{% endmacro %}{{ m(100) }}")]
    [InlineData("{{ ('x\n' * 100000) | indent(1000) }}")]
    [InlineData("{{ 9 ** 9 ** 9 ** 9 }}")]
    public void A_hostile_template_ends_with_an_error(string template) => Assert.Throws<TemplateException>(() => Render(template));

    [Fact]
    public void Deep_nesting_is_an_error_and_never_a_crash()
    {
        Assert.Throws<TemplateException>(() => Render("{{ " + new string('(', 50_000) + "1" + new string(')', 50_000) + " }}"));
        Assert.Throws<TemplateException>(() => Render("{{ " + string.Concat(Enumerable.Repeat("not ", 50_000)) + "1 }}"));
        Assert.Throws<TemplateException>(() => Render("{{ " + string.Join("+", Enumerable.Repeat("1", 50_000)) + " }}"));
        Assert.Throws<TemplateException>(() => Render("{{ a" + string.Concat(Enumerable.Repeat(".a", 50_000)) + " }}"));
        Assert.Throws<TemplateException>(() => Render(string.Concat(Enumerable.Repeat("{% if true %}", 50_000))));
        Assert.Throws<TemplateException>(() => Render("{{ " + string.Concat(Enumerable.Repeat("-", 50_000)) + "1 }}"));
        Assert.Throws<TemplateException>(() => ChatTemplate.Parse(new string('x', ChatTemplate.MostCharacters + 1)));
    }

    [Fact]
    public void Any_text_is_rendered_or_refused_in_words()
    {
        string[] pieces = ["{{", "}}", "{%", "%}", "{#", "#}", "if ", "for ", "x", " in ", "endif", "endfor", "set ", "=", "(", ")", "[", "]", "'", "\"", "|", "length", ".", ",", "1", "-", "+", "\n", " ", "messages", "else", "is ", "not ", "~", "raw", "endraw", "macro ", "endmacro", ":", "{", "}", "\\"];
        var random = new Random(7);
        for (var i = 0; i < 3000; i++)
        {
            var template = string.Concat(Enumerable.Range(0, random.Next(1, 25)).Select(_ => pieces[random.Next(pieces.Length)]));
            try
            {
                Render(template);
            }
            catch (TemplateException e)
            {
                Assert.NotEqual(0, e.Line);
            }
        }
    }

    [Fact]
    public void The_date_is_that_of_the_clock_handed_in()
    {
        var time = new FakeTimeProvider(new(2026, 3, 7, 9, 5, 0, TimeSpan.Zero));
        Assert.Equal("07 Mar 2026|7/3|09:05|Saturday", ChatTemplate.Parse("{{ strftime_now('%d %b %Y') }}|{{ strftime_now('%-d/%-m') }}|{{ strftime_now('%H:%M') }}|{{ strftime_now('%A') }}").Render(Empty, time));
    }

    [Fact]
    public void A_folder_keeps_its_template_in_a_file_or_in_the_tokenizer_configuration()
    {
        var folder = Directory.CreateTempSubdirectory("template-").FullName;
        try
        {
            Assert.Null(ChatTemplate.Load(folder));
            File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), """{"chat_template": [{"name": "default", "template": "one"}, {"name": "tool_use", "template": "two"}]}""");
            Assert.Equal("one", ChatTemplate.Load(folder)!.Render(Empty));
            Assert.Equal("two", ChatTemplate.Load(folder, "tool_use")!.Render(Empty));
            File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), """{"chat_template": "plain"}""");
            Assert.Equal("plain", ChatTemplate.Load(folder)!.Render(Empty));
            File.WriteAllText(Path.Combine(folder, "chat_template.jinja"), "own");
            Assert.Equal("own", ChatTemplate.Load(folder)!.Render(Empty));
            File.WriteAllText(Path.Combine(folder, "chat_template.jinja"), "\n{% extends 'x' %}");
            var e = Assert.Throws<ModelLoadException>(() => ChatTemplate.Load(folder));
            Assert.Contains("chat_template.jinja", e.Message, StringComparison.Ordinal);
            Assert.Contains("line 2, 'extends'", e.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static JsonElement Empty { get; } = JsonDocument.Parse("{}").RootElement;

    private static string Render(string template) => ChatTemplate.Parse(template).Render(Empty);
}
