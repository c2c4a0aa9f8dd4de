namespace Orchestrator.Inference.Tests.Taggers;

/// <summary>Never-seen ways to say the example prompts.</summary>
public static class Paraphrases
{
    public static TheoryData<string> Lights => new()
    {
        "turn off the lights in the kitchen",
        "kitchen lights off",
        "please switch off the kitchen lights",
        "can you turn the lights off in the kitchen?",
        "could you shut off the lights in the kitchen for me",
        "kill the kitchen lights please",
        "switch the kitchen lighting off",
        "I'd like the lights in the kitchen turned off",
        "lights out in the kitchen",
        "hey, turn the kitchen light off now",
        "would you mind turning off the light in the kitchen",
        "Turn the lamps in the kitchen off.",
        "make sure the kitchen lights are off",
    };

    public static TheoryData<string> Charged => new()
    {
        "my card 4111 1111 1111 1111 was charged twice, what now?",
        "I got charged two times on my card 4111 1111 1111 1111",
        "why was my card 4111-1111-1111-1111 charged twice?",
        "there is a duplicate charge on my card 4111111111111111, what should I do",
        "I was billed twice with card 4111 1111 1111 1111 for the same thing",
        "the same payment went through twice on 4111 1111 1111 1111",
        "help, my card (4111 1111 1111 1111) got double charged",
        "a shop charged my card 4111 1111 1111 1111 two times for one purchase",
        "I see a transaction twice on my card ending in 1111, how do I get my money back",
        "double charge on my card 4111 1111 1111 1111!",
        "Looks like I paid twice for one purchase with my card 4111 1111 1111 1111. What can I do?",
        "card number 4111 1111 1111 1111 has been debited twice for one transaction",
        "My statement shows the same charge twice, card 4111 1111 1111 1111, what now",
        "Two payments instead of one left my card 4111 1111 1111 1111. What can I do?",
        "A restaurant put the bill on my card 4111 1111 1111 1111 a second time, what happens next?",
        "4111 1111 1111 1111: same sum deducted on two occasions for one buy. help?",
        "I only bought one pair of shoes, but card 4111 1111 1111 1111 was debited for two",
        "On card 4111 1111 1111 1111 one transaction is repeated. What should I do now?",
        "Why do I see my payment two times on the card 4111 1111 1111 1111?",
        "the shop charged me again for what I already paid, card 4111 1111 1111 1111",
    };

    public static TheoryData<string> Proofs => new()
    {
        "Prove that there are infinitely many primes, then generalise the argument",
        "Show that the set of prime numbers is infinite and extend the proof",
        "Give a proof of the infinitude of primes and generalize it",
        "Can you prove there's no largest prime number, and then generalise?",
        "Demonstrate Euclid's theorem on primes and discuss generalisations",
        "Why are there infinitely many prime numbers? Prove it and generalise your argument.",
        "Please prove that primes never run out, then broaden the result to arithmetic progressions",
        "Write a rigorous proof that the primes are infinite in number and generalise the reasoning",
        "Prove the infinitude of the primes; afterwards, generalise.",
        "Explain Euclid's argument that there is no last prime and where else it works",
        "I need a proof that there exist infinitely many primes along with a generalization",
        "Establish that there are an infinite number of primes and adapt the argument to other sets",
        "How would you prove there are endless primes, and how far does the argument generalise?",
    };
}
