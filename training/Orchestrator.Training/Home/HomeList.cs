using System.Globalization;

namespace Orchestrator.Training.Home;

/// <summary>Values of a slot: templates, a range of numbers, or anything at all.</summary>
internal sealed record HomeList(IReadOnlyList<SentenceTemplate> Values, int From, int To)
{
    public bool IsRange => To > From;

    public static HomeList Read(Dictionary<object, object> body)
    {
        if (body.TryGetValue("range", out var range))
        {
            var map = (Dictionary<object, object>)range;
            return new HomeList([], Number(map["from"]), Number(map["to"]));
        }

        return body.TryGetValue("values", out var values)
            ? new HomeList([.. ((List<object>)values).Select(v => SentenceTemplate.Parse(v as string ?? (string)((Dictionary<object, object>)v)["in"]))], 0, 0)
            : new HomeList([], 0, 0);
    }

    static int Number(object value) => int.Parse((string)value, CultureInfo.InvariantCulture);
}
