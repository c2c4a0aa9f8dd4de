namespace Orchestrator.Benchmarks;

/// <summary>Texts of 300 characters and of ten megabytes, as people write them.</summary>
internal static class PrivacyTexts
{
    /// <summary>A question in which nothing is found.</summary>
    public const string Clean =
        "Could you explain how a binary search tree keeps its height small when values are inserted in rising order, and why a red "
        + "black tree needs fewer rotations for that than other balanced trees do? Please give a short example in a few steps, and "
        + "say what the cost of a lookup is in the worst case and in the usual one, too.";

    /// <summary>A mail with a person, a place, a telephone number, an address and a card.</summary>
    public const string Sensitive =
        "Hello, my name is Ana Kovac and I moved from Lisbon to 14 Harbour Street last week. Please send the invoice to "
        + "ana.kovac@example.org or call +351 912 345 678 after five. I paid with the card 4111 1111 1111 1111, and the order "
        + "number was A-20931. The parcel had a broken lid when it came, sorry to say.";

    /// <summary>About so many characters of clean and sensitive lines, nine to one.</summary>
    public static string OfLength(int characters)
    {
        var text = new System.Text.StringBuilder(characters + 400);
        for (var line = 0; text.Length < characters; line++)
            text.Append(line % 10 == 9 ? Sensitive : Clean).Append('\n');
        return text.ToString();
    }
}
