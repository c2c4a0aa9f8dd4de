using System.Text;
using Orchestrator.Training.Data;

namespace Orchestrator.Training.Taggers;

/// <summary>Texts that say nothing: random letters, signs, digits, emoji, other scripts. They are no model's own.</summary>
internal static class Noise
{
    static readonly string[] Signs = ["😀", "👍", "🎉", "...", "?!", "***", "---", "#", "@@", "§", "\u00a0", "\ufdfd", "你好", "привет", "مرحبا", "안녕", "ありがとう", "γειά", "%%", "(", "[]", "{}"];

    public static IEnumerable<Utterance> Texts(int count, Random random) =>
        Enumerable.Range(0, count).Select(_ => new Utterance(Text(random), IntentTable.None, "own-open-requests"));

    static string Text(Random random)
    {
        var text = new StringBuilder();
        var words = random.Next(1, 5);
        for (var i = 0; i < words; i++)
        {
            if (i > 0)
                text.Append(' ');
            switch (random.Next(4))
            {
                case 0:
                    text.Append(Signs[random.Next(Signs.Length)]);
                    break;
                case 1:
                    text.Append(random.Next(100_000));
                    break;
                case 2:
                    text.Append((char)('a' + random.Next(26)), random.Next(1, 12));
                    break;
                default:
                    var length = random.Next(1, 9);
                    for (var c = 0; c < length; c++)
                        text.Append((char)('a' + random.Next(26)));
                    break;
            }
        }

        return text.ToString();
    }
}
