using System.Text;

namespace Orchestrator.Training.Taggers;

/// <summary>Made-up numbers and addresses of the kind people paste into questions. None is real.</summary>
internal static class SampleNumbers
{
    public static string Next(Random random) => random.Next(9) switch
    {
        0 => Groups(random, ' ', 4, 4, 4, 4),
        1 => Groups(random, '-', 4, 4, 4, 4),
        2 => Groups(random, ' ', 16),
        3 => $"GB{Groups(random, ' ', 2)} ABCD {Groups(random, ' ', 4, 4, 4, 2)}",
        4 => $"user{random.Next(1000)}@example.com",
        5 => $"+{random.Next(1, 99)} {Groups(random, ' ', 3, 3, 4)}",
        6 => $"${random.Next(1, 900)}.{random.Next(10, 99)}",
        7 => $"ending in {Groups(random, ' ', 4)}",
        _ => $"on {random.Next(1, 29)}/{random.Next(1, 13)}",
    };

    static string Groups(Random random, char between, params int[] lengths)
    {
        var text = new StringBuilder();
        foreach (var length in lengths)
        {
            if (text.Length > 0)
                text.Append(between);
            for (var i = 0; i < length; i++)
                text.Append((char)('0' + random.Next(10)));
        }

        return text.ToString();
    }
}
