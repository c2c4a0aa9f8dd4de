using System.Buffers;

namespace Orchestrator.Routing.Difficulty;

/// <summary>
/// What the linear estimator sees of a prompt: hashed words and word pairs, and a few counts about its form. Trainer and
/// runtime share this file: a change here needs new weights.
/// </summary>
internal static class PromptFeatures
{
    /// <summary>Changes whenever this file would give other features for the same text.</summary>
    public const int Version = 1;

    /// <summary>Counts about the prompt's form.</summary>
    public const int FormCount = 24;

    /// <summary>The most hashed features of one prompt.</summary>
    public const int MostHashed = 1024;

    const int LongestPrompt = 16_384;
    const int LongestWord = 24;

    static readonly SearchValues<char> MathSigns = SearchValues.Create("\\^$=+*/<>|∑∫√≤≥");
    static readonly SearchValues<char> CodeSigns = SearchValues.Create("{}[];()_#`");

    /// <summary>Writes the buckets of words and word pairs, each below <paramref name="buckets"/>, with repeats; returns how many.</summary>
    public static int Hash(ReadOnlySpan<char> prompt, Span<int> hashed, int buckets)
    {
        if (prompt.Length > LongestPrompt)
            prompt = prompt[..LongestPrompt];
        var n = 0;
        var previous = 0u;
        var i = 0;
        while (i < prompt.Length && n + 3 <= hashed.Length)
        {
            var c = prompt[i];
            if (char.IsWhiteSpace(c) || char.IsControl(c))
            {
                i++;
                continue;
            }

            var length = WordLength(prompt[i..]);
            var word = prompt.Slice(i, length);
            var h = Word(word);
            hashed[n++] = Bucket(h, buckets);
            hashed[n++] = Bucket((previous * 0x9E3779B1u) ^ h ^ 0x5bd1e995u, buckets);
            if (length > 5 && char.IsLetter(c))
                hashed[n++] = Bucket(Word(word[..5]) ^ 0x27d4eb2fu, buckets);
            previous = h;
            i += length;
        }

        return n;
    }

    /// <summary>Writes the <see cref="FormCount"/> counts, each roughly within 0..2.</summary>
    public static void Form(ReadOnlySpan<char> prompt, Span<float> form)
    {
        var whole = prompt.Length;
        if (prompt.Length > LongestPrompt)
            prompt = prompt[..LongestPrompt];
        var (words, letters, digits, numbers, upper, lines, questions, commas, math, code, longWords, options) = (0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0);
        var run = 0;
        for (var i = 0; i < prompt.Length; i++)
        {
            var c = prompt[i];
            if (char.IsLetter(c))
            {
                words += run++ == 0 ? 1 : 0;
                longWords += run == 9 ? 1 : 0;
                letters++;
                upper += char.IsUpper(c) ? 1 : 0;
                continue;
            }

            run = 0;
            if (char.IsDigit(c))
            {
                numbers += i == 0 || !char.IsDigit(prompt[i - 1]) ? 1 : 0;
                digits++;
            }

            lines += c == '\n' ? 1 : 0;
            questions += c == '?' ? 1 : 0;
            commas += c == ',' ? 1 : 0;
            math += MathSigns.Contains(c) ? 1 : 0;
            code += CodeSigns.Contains(c) ? 1 : 0;
            options += c == '.' && i >= 2 && prompt[i - 2] == '\n' && char.IsAsciiLetterUpper(prompt[i - 1]) ? 1 : 0;
        }

        var size = Math.Max(1f, prompt.Length);
        form[0] = 1;
        form[1] = MathF.Log(1 + whole) / 6;
        form[2] = MathF.Log(1 + words) / 4;
        form[3] = letters / (8f * Math.Max(1, words));
        form[4] = MathF.Min(2, 10 * digits / size);
        form[5] = MathF.Log(1 + numbers) / 2;
        form[6] = MathF.Min(2, 10 * upper / size);
        form[7] = MathF.Log(1 + lines) / 3;
        form[8] = MathF.Log(1 + questions);
        form[9] = MathF.Log(1 + commas) / 2;
        form[10] = MathF.Log(1 + math) / 2;
        form[11] = MathF.Log(1 + code) / 2;
        form[12] = 4f * longWords / Math.Max(1, words);
        form[13] = options >= 2 ? 1 : 0;
        form[14] = words < 8 ? 1 : 0;
        Exam(prompt, form[15..]);
    }

    /// <summary>Counts that matter for multiple-choice questions: what is asked, and how alike the offered answers are.</summary>
    static void Exam(ReadOnlySpan<char> prompt, Span<float> form)
    {
        var first = prompt.IndexOf("\nA. ");
        var stem = first < 0 ? prompt : prompt[..first];
        var answers = first < 0 ? default : prompt[first..];
        var (options, numeric, longest) = (0, 0, 0);
        foreach (var range in answers.Split('\n'))
        {
            var line = answers[range];
            if (line.Length < 4 || line[1] != '.')
                continue;
            options++;
            longest = Math.Max(longest, line.Length - 3);
            numeric += line[3..].IndexOfAnyInRange('0', '9') is >= 0 and < 3 ? 1 : 0;
        }

        var (negations, references, names) = (0, 0, 0);
        var start = 0;
        while (start < stem.Length)
        {
            var length = WordLength(stem[start..]);
            var word = stem.Slice(start, length);
            negations += Is(word, "not") || Is(word, "except") || Is(word, "least") || Is(word, "never") || Is(word, "false") ? 1 : 0;
            references += Is(word, "following") || Is(word, "statement") || Is(word, "above") || Is(word, "statements") ? 1 : 0;
            names += start > 1 && char.IsUpper(word[0]) && stem[start - 1] == ' ' && stem[start - 2] is not ('.' or '?') ? 1 : 0;
            start += length;
        }

        form[0] = first < 0 ? 0 : MathF.Log(1 + answers.Length) / 6;
        form[1] = first < 0 ? 0 : MathF.Log(1 + stem.Length) / 6;
        form[2] = options == 0 ? 0 : numeric / (float)options;
        form[3] = Math.Min(negations, 2) / 2f;
        form[4] = Math.Min(references, 2) / 2f;
        form[5] = stem.IndexOf("__") >= 0 ? 1 : 0;
        form[6] = MathF.Log(1 + names) / 2;
        form[7] = MathF.Log(1 + longest) / 5;
        form[8] = stem.IndexOfAny('"', '\u201c') >= 0 ? 1 : 0;
    }

    static bool Is(ReadOnlySpan<char> word, ReadOnlySpan<char> other) => word.Equals(other, StringComparison.OrdinalIgnoreCase);

    static int WordLength(ReadOnlySpan<char> text)
    {
        var n = 0;
        while (n < text.Length && (char.IsLetterOrDigit(text[n]) || (text[n] == '\'' && n > 0)))
            n++;
        return Math.Max(1, n);
    }

    /// <summary>FNV-1a over the lower-case word with every digit 0, its first letters only when it is long.</summary>
    static uint Word(ReadOnlySpan<char> word)
    {
        var h = 2166136261u;
        var digits = 0;
        foreach (var c in word.Length > LongestWord ? word[..LongestWord] : word)
        {
            digits = char.IsDigit(c) ? digits + 1 : 0;
            if (digits <= 5)
                h = (h ^ (digits > 0 ? '0' : char.ToLowerInvariant(c))) * 16777619u;
        }

        return h;
    }

    static int Bucket(uint h, int buckets)
    {
        h ^= h >> 15;
        h *= 0x2c1b3c6du;
        h ^= h >> 13;
        return (int)(h % (uint)buckets);
    }
}
