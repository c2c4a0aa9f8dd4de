namespace Orchestrator.Routing.Tests.Difficulty;

/// <summary>The example prompts and never-seen others of their kinds, here and nowhere else.</summary>
public static class Prompts
{
    public static TheoryData<string> Nano => new()
    {
        "turn off the lights in the kitchen",
        "kitchen lights off please",
        "could you switch the lights in the kitchen off",
        "lights out in the kitchen",
        "please shut off the kitchen lights",
        "set an alarm for half past six",
        "play something by nina simone",
    };

    public static TheoryData<string> Mini => new()
    {
        "my card 4111 1111 1111 1111 was charged twice, what now?",
        "I was charged two times on card 4111 1111 1111 1111",
        "why do I see a duplicate charge on my card 4111-1111-1111-1111?",
        "my payment went through twice, what can I do",
        "how do I change my pin",
        "I lost my card, please help",
        "how long does a transfer take",
    };

    public static TheoryData<string> Cloud => new()
    {
        "Prove that there are infinitely many primes, then generalise the argument",
        "Show that the set of prime numbers is infinite and extend the proof",
        "Give a proof of the infinitude of primes and generalize it",
        "Write a short story about a lighthouse keeper who fears the sea",
        "Compare the monetary policies of two central banks over the last decade",
        "Implement a red-black tree in Rust and explain the rotations",
        "A train leaves at 9 with 120 passengers; a third get off at each of 3 stops. How many remain?",
    };
}
