using System.Globalization;

namespace Orchestrator.Inference.Tokenizers.Unicode;

/// <summary>What Unicode says of decomposing, ordering and composing characters; the base library knows it only where ICU is installed.</summary>
internal sealed class NormalizationTable
{
    private static readonly Lazy<NormalizationTable> s_shared = new(() => new());

    private readonly Dictionary<int, byte> _orders = [];
    private readonly Dictionary<int, int[]> _canonical = [];
    private readonly Dictionary<int, int[]> _compatible = [];
    private readonly Dictionary<(int, int), int> _pairs = [];
    private readonly HashSet<int> _seconds = [];

    private NormalizationTable()
    {
        using var stream = typeof(NormalizationTable).Assembly.GetManifestResourceStream("normalization.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line[0] == '#')
                continue;
            var fields = line.AsSpan(2);
            List<int> numbers = [];
            foreach (var field in fields.Split(' '))
                numbers.Add(int.Parse(fields[field], line[0] == 'm' && numbers.Count == 0 ? NumberStyles.Integer : NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            switch (line[0])
            {
                case 'm':
                    numbers.Skip(1).ToList().ForEach(mark => _orders[mark] = (byte)numbers[0]);
                    break;
                case 'd':
                    _canonical[numbers[0]] = [.. numbers.Skip(1)];
                    break;
                case 'k':
                    _compatible[numbers[0]] = [.. numbers.Skip(1)];
                    break;
                default:
                    _pairs[(numbers[0], numbers[1])] = numbers[2];
                    _seconds.Add(numbers[1]);
                    break;
            }
        }
    }

    public static NormalizationTable Shared => s_shared.Value;

    /// <summary>Where a mark stands among those of one letter; 0 for what is no such mark.</summary>
    public int Order(int character) => _orders.GetValueOrDefault(character);

    /// <summary>Whether it may become one with what stands before it.</summary>
    public bool Joins(int character) => _orders.ContainsKey(character) || _seconds.Contains(character) || Hangul.IsVowelOrEnd(character);

    /// <summary>Adds what a character is made of.</summary>
    public void Decompose(int character, bool compatible, List<int> into)
    {
        if (Hangul.IsSyllable(character))
            Hangul.Decompose(character, into);
        else if (compatible && _compatible.TryGetValue(character, out var parts) || _canonical.TryGetValue(character, out parts))
            into.AddRange(parts);
        else
            into.Add(character);
    }

    public bool Decomposes(int character, bool compatible) =>
        Hangul.IsSyllable(character) || _canonical.ContainsKey(character) || compatible && _compatible.ContainsKey(character);

    public bool TryCompose(int first, int second, out int whole) => Hangul.TryCompose(first, second, out whole) || _pairs.TryGetValue((first, second), out whole);
}
