namespace Orchestrator.Privacy;

/// <summary>The tags: nothing, and for each type the token that begins a span and those that go on with it.</summary>
internal static class NameTags
{
    /// <summary>How many there are, one of them spare, so that a row is sixteen bytes.</summary>
    public const int Count = 16;

    public const int Nothing = 0;

    public static readonly string[] Types =
    [
        FindingTypes.Person, FindingTypes.Location, FindingTypes.StreetAddress, FindingTypes.Organization,
        FindingTypes.Title, FindingTypes.Nrp, FindingTypes.Age,
    ];

    private const int StreetInside = 6;

    public static int Begin(int type) => 1 + (2 * type);

    public static int Inside(int type) => 2 + (2 * type);

    public static bool IsBegin(int tag) => tag % 2 == 1;

    public static int TypeOf(int tag) => (tag - 1) / 2;

    /// <summary>
    /// Whether a tag may follow another: a span goes on only where one of its type is open, and of all of them only an address
    /// goes on in the next line.
    /// </summary>
    public static bool MayFollow(int tag, int last, bool newLine) =>
        tag == Nothing || IsBegin(tag) || ((last == tag || last == tag - 1) && (!newLine || tag == StreetInside));
}
