using System.Text.Encodings.Web;
using System.Text.Json;

namespace Orchestrator.Inference.Constraints;

/// <summary>
/// Makes grammars of JSON schemas, of the part that OpenAI's structured outputs know. Texts are compact, with at most one space after
/// a colon or a comma: white space without end would never end an answer. Properties come in the order of the schema; what it does not name is never written.
/// </summary>
internal sealed class JsonGrammar
{
    private const int MostRules = 20_000, MostDepth = 32, FreeDepth = 8;

    private static readonly string[] s_notes = ["title", "description", "default", "examples", "example", "$schema", "$id", "$comment", "$defs", "definitions", "deprecated", "readOnly", "writeOnly", "format", "strict", "nullable"];
    private static readonly string[] s_known = ["type", "enum", "const", "properties", "required", "additionalProperties", "items", "minItems", "maxItems", "anyOf", "$ref"];
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly object[] s_space = Grammar.Text(" ");

    private readonly Grammar _grammar = new();
    private readonly Dictionary<string, Rule> _named = [];
    private readonly Rule _string, _text, _integer, _number, _comma, _colon;
    private readonly JsonElement _root;
    private readonly bool _lenient;
    private readonly Rule?[] _free = new Rule?[FreeDepth + 1];
    private int _rules;

    private JsonGrammar(JsonElement root, bool lenient, QuotedText? quoted)
    {
        (_root, _lenient) = (root, lenient);
        var digit = new ByteSet(('0', '9'));
        var hex = new ByteSet(('0', '9'), ('a', 'f'), ('A', 'F'));
        var tail = new ByteSet((0x80, 0xbf));
        var character = _grammar.Any(
            [new ByteSet((0x20, 0x21), (0x23, 0x5b), (0x5d, 0x7e))],
            [new ByteSet((0xc2, 0xdf)), tail],
            [new ByteSet((0xe0, 0xe0)), new ByteSet((0xa0, 0xbf)), tail],
            [new ByteSet((0xe1, 0xec), (0xee, 0xef)), tail, tail],
            [new ByteSet((0xed, 0xed)), new ByteSet((0x80, 0x9f)), tail],
            [new ByteSet((0xf0, 0xf0)), new ByteSet((0x90, 0xbf)), tail, tail],
            [new ByteSet((0xf1, 0xf3)), tail, tail, tail],
            [new ByteSet((0xf4, 0xf4)), new ByteSet((0x80, 0x8f)), tail, tail],
            [.. Grammar.Text("\\"), new ByteSet(('"', '"'), ('\\', '\\'), ('/', '/'), ('b', 'b'), ('f', 'f'), ('n', 'n'), ('r', 'r'), ('t', 't'))],
            [.. Grammar.Text("\\u"), new ByteSet(('0', '9'), ('a', 'c'), ('e', 'f'), ('A', 'C'), ('E', 'F')), hex, hex, hex],
            [.. Grammar.Text("\\u"), new ByteSet(('d', 'd'), ('D', 'D')), new ByteSet(('0', '7')), hex, hex]);
        _string = _grammar.Any([[.. Grammar.Text("\""), _grammar.Many(character), .. Grammar.Text("\"")]]);
        _text = quoted?.Rule ?? _string;

        // So many digits fit 64 bits, and so small exponents a double.
        object[] sign = [_grammar.Optional(Grammar.Text("-"))];
        _integer = _grammar.Any([.. sign, .. Grammar.Text("0")], [.. sign, new ByteSet(('1', '9')), _grammar.UpTo(17, digit)]);
        _number = _grammar.Any([[_integer, _grammar.Optional([.. Grammar.Text("."), digit, _grammar.UpTo(15, digit)]),
            _grammar.Optional(new ByteSet(('e', 'e'), ('E', 'E')), _grammar.Optional(new ByteSet(('+', '+'), ('-', '-'))), digit, _grammar.Optional(digit))]]);
        _comma = _grammar.Any([[.. Grammar.Text(","), _grammar.Optional(s_space)]]);
        _colon = _grammar.Any([[.. Grammar.Text(":"), _grammar.Optional(s_space)]]);
    }

    /// <summary>Makes the grammar of a schema.</summary>
    /// <param name="schema">The schema; null for any object.</param>
    /// <param name="lenient">Whether keywords that cannot be kept to are passed over, as for the arguments of a tool, which the tool checks anyway.</param>
    /// <param name="quoted">What texts may be; null for any.</param>
    /// <exception cref="SchemaException">It asks for what cannot be kept to.</exception>
    public static Grammar Of(JsonElement? schema, bool lenient = false, QuotedText? quoted = null)
    {
        var made = new JsonGrammar(schema ?? default, lenient, quoted);
        try
        {
            made._grammar.Start = schema is { } its ? made.Schema(its, "#", 0) : made.FreeObject(FreeDepth);
        }
        catch (InvalidOperationException e)
        {
            throw new SchemaException("#: a keyword that must be a text is none, or a list of texts holds something else", e);
        }

        return made._grammar;
    }

    /// <summary>Makes the grammar of a call of one of several tools.</summary>
    /// <param name="tools">Names and the schemas of the arguments.</param>
    /// <param name="before">What stands before the call's JSON.</param>
    /// <param name="after">What stands behind it.</param>
    /// <param name="key">The key of the arguments.</param>
    /// <param name="opened">Whether the opening brace was written already.</param>
    /// <param name="quoted">What the texts of arguments may be; null for any.</param>
    /// <exception cref="SchemaException">A schema asks for what cannot be kept to.</exception>
    public static Grammar OfCalls(IEnumerable<(string Name, JsonElement Schema)> tools, string before, string after, string key, bool opened = false, QuotedText? quoted = null)
    {
        var grammar = new Grammar();
        var start = grammar.Later();
        foreach (var (name, schema) in tools)
        {
            var arguments = Of(schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("properties", out _) ? schema : null, lenient: true, quoted).Start!;
            var written = JsonSerializer.Serialize(name, s_plain);
            start.Add([.. Grammar.Text(before + (opened ? "" : "{") + "\"name\": " + written + ", \"" + key + "\": "), arguments, .. Grammar.Text("}" + after)]);
        }

        grammar.Start = start;
        return grammar;
    }

    private Rule Schema(JsonElement schema, string place, int depth)
    {
        if (++_rules > MostRules || depth > MostDepth)
            throw new SchemaException($"{place}: the schema is larger than {MostRules} parts, or deeper than {MostDepth}");
        if (schema.ValueKind == JsonValueKind.True)
            return Free(FreeDepth);
        if (schema.ValueKind != JsonValueKind.Object)
            throw new SchemaException($"{place}: expected a schema, found {schema.ValueKind}");
        foreach (var property in schema.EnumerateObject())
        {
            if (!_lenient && !s_known.Contains(property.Name) && !s_notes.Contains(property.Name))
                throw new SchemaException($"{place}: the keyword '{property.Name}' cannot be kept to; supported are {string.Join(", ", s_known)}");
        }

        if (schema.TryGetProperty("$ref", out var reference))
            return Referenced(reference, place, depth);
        if (schema.TryGetProperty("const", out var constant))
            return _grammar.Any([Written(constant)]);
        if (schema.TryGetProperty("enum", out var values))
            return Choice(values, place + "/enum", (v, _) => _grammar.Any([Written(v)]));
        if (schema.TryGetProperty("anyOf", out var any) || _lenient && schema.TryGetProperty("oneOf", out any))
            return Choice(any, place + "/anyOf", (v, at) => Schema(v, at, depth + 1));
        if (!schema.TryGetProperty("type", out var type))
            return schema.TryGetProperty("properties", out _) ? Object(schema, place, depth) : Free(FreeDepth);
        return type.ValueKind == JsonValueKind.Array
            ? Choice(type, place + "/type", (v, _) => Typed(v.GetString(), schema, place, depth))
            : Typed(type.GetString(), schema, place, depth);
    }

    private Rule Choice(JsonElement items, string place, Func<JsonElement, string, Rule> of)
    {
        if (items.ValueKind != JsonValueKind.Array || items.GetArrayLength() == 0)
            throw new SchemaException($"{place}: expected a list of at least one");
        var rule = _grammar.Later();
        var at = 0;
        foreach (var item in items.EnumerateArray())
            rule.Add(of(item, $"{place}/{at++}"));
        return rule;
    }

    private Rule Typed(string? type, JsonElement schema, string place, int depth) => type switch
    {
        "string" => _text,
        "integer" => _integer,
        "number" => _number,
        "boolean" => _grammar.Any(Grammar.Text("true"), Grammar.Text("false")),
        "null" => _grammar.Any([Grammar.Text("null")]),
        "array" => Array(schema, place, depth),
        "object" => schema.TryGetProperty("properties", out _) || schema.TryGetProperty("additionalProperties", out var more) && more.ValueKind == JsonValueKind.False ? Object(schema, place, depth) : FreeObject(FreeDepth),
        _ => throw new SchemaException($"{place}/type: there is no type '{type}'"),
    };

    private Rule Referenced(JsonElement reference, string place, int depth)
    {
        var path = reference.ValueKind == JsonValueKind.String ? reference.GetString()! : "";
        if (_named.TryGetValue(path, out var known))
            return known;
        if (!path.StartsWith('#'))
            throw new SchemaException($"{place}/$ref: expected a place in the same schema, beginning with '#'");
        var target = _root;
        foreach (var part in path[1..].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (target.ValueKind != JsonValueKind.Object || !target.TryGetProperty(part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal), out target))
                throw new SchemaException($"{place}/$ref: the schema has no '{path}'");
        }

        var rule = _named[path] = _grammar.Later();
        rule.Add(Schema(target, path, depth + 1));
        return Begins(rule, rule, 0) ? throw new SchemaException($"{place}/$ref: '{path}' is defined by nothing but itself") : rule;
    }

    // Whether a rule begins with another before any byte; only references can make such a circle.
    private static bool Begins(Rule rule, Rule with, int depth) =>
        depth > MostDepth * 2 || rule.Alternatives.Any(a => a is [Rule first, ..] && (ReferenceEquals(first, with) || Begins(first, with, depth + 1)));

    private Rule Object(JsonElement schema, string place, int depth)
    {
        var required = schema.TryGetProperty("required", out var names) && names.ValueKind == JsonValueKind.Array ? names.EnumerateArray().Select(n => n.GetString()!).ToHashSet() : [];
        var properties = schema.TryGetProperty("properties", out var all) && all.ValueKind == JsonValueKind.Object ? all.EnumerateObject().ToList() : [];
        if (required.FirstOrDefault(r => properties.TrueForAll(p => p.Name != r)) is { } missing)
            throw new SchemaException($"{place}/required: '{missing}' is none of the properties");
        var (first, later) = (_grammar.Any([Grammar.Text("}")]), _grammar.Any([Grammar.Text("}")]));
        for (var i = properties.Count - 1; i >= 0; i--)
        {
            var property = properties[i];
            object[] pair = [.. Grammar.Text(JsonSerializer.Serialize(property.Name, s_plain)), _colon, Schema(property.Value, $"{place}/properties/{property.Name}", depth + 1), later];
            var (asFirst, asLater) = (_grammar.Any([pair]), _grammar.Any([[_comma, .. pair]]));
            if (!required.Contains(property.Name))
            {
                asFirst.Add(first);
                asLater.Add(later);
            }

            (first, later) = (asFirst, asLater);
        }

        return _grammar.Any([[.. Grammar.Text("{"), first]]);
    }

    private Rule Array(JsonElement schema, string place, int depth)
    {
        var item = schema.TryGetProperty("items", out var items) ? Schema(items, place + "/items", depth + 1) : Free(FreeDepth - 1);
        var (least, most) = (Bound(schema, "minItems") ?? 0, Bound(schema, "maxItems"));
        if (least > 1000 || most > 1000 || least > most)
            throw new SchemaException($"{place}: expected 'minItems' not above 'maxItems', and both at most 1000");
        return Listed(item, least, most);
    }

    private Rule Listed(Rule item, int least, int? most)
    {
        var more = _grammar.Any([[_comma, item]]);
        object[] needed = [.. Enumerable.Repeat((object)more, Math.Max(0, least - 1))];
        var rest = most is { } limit ? _grammar.UpTo(Math.Max(0, limit - Math.Max(1, least)), more) : _grammar.Many(more);
        var rule = _grammar.Later();
        if (most is not 0)
            rule.Add([.. Grammar.Text("["), item, .. needed, rest, .. Grammar.Text("]")]);
        if (least == 0)
            rule.Add(Grammar.Text("[]"));
        return rule;
    }

    private static int? Bound(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var bound) && bound >= 0 ? bound : null;

    private static object[] Written(JsonElement value) => Grammar.Text(JsonSerializer.Serialize(value, s_plain));

    // Any JSON, to a depth that every reader bears.
    private Rule Free(int depth)
    {
        if (_free[depth] is { } known)
            return known;
        var rule = _grammar.Any([_string], [_number], Grammar.Text("true"), Grammar.Text("false"), Grammar.Text("null"));
        if (depth > 0)
        {
            rule.Add(FreeObject(depth));
            rule.Add(Listed(Free(depth - 1), 0, null));
        }

        return _free[depth] = rule;
    }

    private Rule FreeObject(int depth)
    {
        object[] pair = [_string, _colon, Free(depth - 1)];
        return _grammar.Any(Grammar.Text("{}"), [.. Grammar.Text("{"), .. pair, _grammar.Many(_grammar.Any([[_comma, .. pair]])), .. Grammar.Text("}")]);
    }
}
