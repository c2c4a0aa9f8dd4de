using Orchestrator.Integration.Tests.Running;

namespace Orchestrator.Integration.Tests;

/// <summary>The examples are no special cases: other words for the same wishes go the same way. These sentences are used nowhere else.</summary>
[Collection(SharedSystem.Name)]
public sealed class ParaphraseTests(SharedSystem.Fixture shared)
{
    private static readonly string[] s_commands =
    [
        "kitchen lights off", "please switch off the light in the kitchen", "can you kill the kitchen lights?", "lights out in the kitchen please",
        "hey, the kitchen lamps should be off", "deactivate the lights in the kitchen", "I'd like the kitchen light turned off now",
        "shut off all the lights in the kitchen", "would you turn the kitchen lights off", "make sure the lights in the kitchen are off",
    ];

    private static readonly string[] s_questions =
    [
        "I was billed two times on card 4111 1111 1111 1111, what can I do?", "there's a duplicate charge on my card 4111-1111-1111-1111",
        "a shop debited 4111 1111 1111 1111 twice, how do I get the money back?", "my visa 4111 1111 1111 1111 has been double charged",
        "the same payment appears twice on card 4111111111111111", "why was my card 4111 1111 1111 1111 billed twice for one purchase?",
        "I paid once but card 4111 1111 1111 1111 shows two identical payments", "help! double charge on 4111 1111 1111 1111",
        "one purchase, two charges on my credit card 4111 1111 1111 1111, what are the next steps?", "they took the payment twice from my card 4111 1111 1111 1111",
    ];

    private static readonly string[] s_tasks =
    [
        "Show that the set of primes is infinite and extend the proof to other number rings", "Give a rigorous proof of the infinitude of primes, then generalise it",
        "Why can there be no largest prime? Prove it and abstract the argument", "Write a proof by contradiction that primes never end, and a broader theorem it suggests",
        "Demonstrate Euclid's theorem on primes and discuss a generalisation", "Derive the infinitude of prime numbers and adapt it to primes congruent to 3 modulo 4",
        "Explain with a formal argument why primes are unbounded and what else the idea proves", "Prove there is always another prime; then state and prove a stronger version",
        "Establish that infinitely many primes exist and generalise to irreducible polynomials", "Construct a proof that the primes go on for ever, then widen its scope",
    ];

    [Fact]
    public async Task Other_words_for_the_same_wishes_go_the_same_way()
    {
        var system = shared.System;
        var misrouted = new List<string>();
        foreach (var (tier, texts) in new[] { ("nano", s_commands), ("mini", s_questions), ("cloud", s_tasks) })
        {
            foreach (var text in texts)
            {
                var answer = await system.AskAsync(system.DeviceHttp, text);
                if (answer.Tier != tier)
                    misrouted.Add($"{text} → {answer.Tier}, not {tier}");
            }
        }

        Assert.True(misrouted.Count <= 3, string.Join('\n', misrouted));
    }
}
