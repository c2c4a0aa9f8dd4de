using CsCheck;

namespace Orchestrator.Protocol.Tests.OpenAi;

/// <summary>Chunks of streamed completions, most of them of one choice with a piece of text, some of every other kind, some no JSON.</summary>
internal static class Chunks
{
    private static readonly Gen<string> s_delta = Members(
        "\"content\":\"pièce \\u00e9 \\n\"", "\"content\":\"\"", "\"content\":null", "\"content\":3", "\"content\":\"\\ud800\"", "\"role\":\"assistant\"",
        "\"refusal\":null", "\"refusal\":\"no\"", "\"tool_calls\":null", "\"tool_calls\":[]",
        "\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]", "\"reasoning\":{\"content\":\"x\"}");

    private static readonly Gen<string> s_choice =
        from delta in s_delta
        from members in Members(
            "\"delta\":" + delta, "\"delta\":" + delta, "\"delta\":null", "\"index\":0", "\"index\":1", "\"index\":0.5", "\"index\":null", "\"finish_reason\":null", "\"finish_reason\":\"stop\"",
            "\"finish_reason\":\"\"", "\"logprobs\":{\"content\":[]}")
        select members;

    private static readonly Gen<string> s_chunk =
        from choice in s_choice
        from other in s_choice
        from members in Members(
            $"\"choices\":[{choice}]", $"\"choices\":[{choice}]", $"\"choices\":[{choice}]", $"\"choices\":[{choice},{other}]", "\"choices\":[]", "\"choices\":null", "\"choices\":[null]",
            "\"model\":\"acme-1\"", "\"model\":null", "\"model\":\"\"", "\"usage\":null", "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}", "\"error\":null",
            "\"error\":{\"code\":\"x\"}", "\"id\":\"c\"", "\"extra\":[1,{\"choices\":[]}]")
        select members;

    /// <summary>A chunk, whole or cut, alone or with something behind it.</summary>
    public static Gen<string> Any { get; } =
        from chunk in s_chunk
        from end in Gen.Frequency((8, Gen.Const("")), (1, Gen.Const(" {}")), (1, Gen.Const("cut")))
        select end == "cut" ? chunk[..^1] : chunk + end;

    private static Gen<string> Members(params string[] members) =>
        Gen.OneOf(members).List[0, 4].Select(some => "{" + string.Join(',', some) + "}");
}
