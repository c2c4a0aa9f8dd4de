using System.Buffers;
using System.Collections.Frozen;

namespace Orchestrator.Privacy;

/// <summary>
/// Web addresses (RFC 3986) with or without a scheme: behind <c>://</c> any host, without it a name under a top-level domain
/// that sites have and files have not.
/// </summary>
internal sealed class UrlDetector : IDetector
{
    private static readonly SearchValues<char> Ends = SearchValues.Create(" \t\r\n\"'<>`|\\{}^");

    // The common top-level domains; two letters count when a country has them.
    private static readonly FrozenSet<string> Tops = (
        "com net org edu gov mil int info biz name pro aero coop museum mobi jobs travel tel cat asia post xxx app dev page site online store shop tech cloud blog wiki xyz top club live news "
        + "email agency digital solutions services world today life zone space website design media network systems group company global finance bank health care clinic law legal academy school university "
        + "software studio team work works tools support social chat games video photo photos pics art music fun love city "
        + "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr "
        + "ga gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu ie il im in io iq ir it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx mz "
        + "na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg si sk sl sm sn so sr ss st sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw")
        .Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> TopOf = Tops.GetAlternateLookup<ReadOnlySpan<char>>();

    // Domains that endings of files, methods and numbers share: they need "www." or a path.
    private static readonly FrozenSet<string> Shared = ("so py rs sh md ps pl cc mk in is it at be to do no me my am as so ml ai pm st vi app name zip mov cat page post design art fun live pro support work works tools zone group media id js ts cs go".Split(' ')).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> SharedOf = Shared.GetAlternateLookup<ReadOnlySpan<char>>();

    public string Type => FindingTypes.Url;

    public void Detect(DetectionText text, ICollection<Finding> findings)
    {
        var span = text.Text.AsSpan();
        var done = 0;
        for (var at = 0; at < span.Length;)
        {
            var hit = span[at..].IndexOf("://", StringComparison.Ordinal);
            if (hit < 0)
                break;
            hit += at;
            at = hit + 3;
            var start = hit;
            while (start > done && hit - start < 16 && (char.IsAsciiLetterOrDigit(span[start - 1]) || span[start - 1] is '+' or '-'))
                start--;
            if (start == hit || at == span.Length || (!char.IsLetterOrDigit(span[at]) && span[at] != '[') || span[start..hit].Equals("file", StringComparison.OrdinalIgnoreCase))
                continue;

            // Last: it may look as far as the text goes.
            var end = End(span, at);
            if (end - at < 3)
                continue;
            findings.Add(new(Type, start, end, 0.9));
            done = at = end;
        }

        DetectNames(span, findings);
    }

    private void DetectNames(ReadOnlySpan<char> span, ICollection<Finding> findings)
    {
        for (var at = 1; at < span.Length;)
        {
            var dot = span[at..].IndexOf('.');
            if (dot < 0)
                return;
            dot += at;
            at = dot + 1;
            if (dot + 2 >= span.Length || !IsLabel(span[dot - 1]) || !IsLabel(span[dot + 1]))
                continue;
            var start = dot;
            while (start > 0 && dot - start < 64 && IsLabel(span[start - 1]))
                start--;
            var end = dot;
            while (end < span.Length && end - start < 255 && (IsLabel(span[end]) || (span[end] == '.' && end + 1 < span.Length && IsLabel(span[end + 1]))))
                end++;
            at = end;
            if (start > 0 && span[start - 1] is '@' or '/' or '.' or '_' or '\\' or '(' && span[start - 1] != '(')
                continue;
            var name = span[start..end];
            var top = name[(name.LastIndexOf('.') + 1)..];
            if (!IsSite(name, top, end < span.Length ? span[end] : '\0'))
                continue;
            var whole = end < span.Length && span[end] is '/' or ':' or '?' ? End(span, start) : end;
            findings.Add(new(Type, start, whole, 0.75));
            at = whole;
        }
    }

    private static bool IsSite(ReadOnlySpan<char> name, ReadOnlySpan<char> top, char next)
    {
        if (next is '(' or '@' or '_' || top.Length < 2 || !TopOf.Contains(top) || name[0] == '-')
            return false;
        var www = name.StartsWith("www.", StringComparison.OrdinalIgnoreCase);
        if (www || next == '/')
            return true;
        var second = name[..name.LastIndexOf('.')];
        // "end of sentence.In": a capital after the dot begins a sentence.
        if (char.IsUpper(top[0]) && !second.ContainsAnyExceptInRange('a', 'z') && !char.IsUpper(top[1]))
            return false;
        return !SharedOf.Contains(top) && second.Length >= 2 && second.ContainsAnyInRange('a', 'z') && (top.Length > 2 || second.Length >= 3);
    }

    private static bool IsLabel(char c) => char.IsLetterOrDigit(c) || c == '-';

    private static int End(ReadOnlySpan<char> text, int start)
    {
        var length = text[start..].IndexOfAny(Ends);
        var end = length < 0 ? text.Length : start + length;
        var opened = text[start..end].Contains('(');
        while (end > start && text[end - 1] is '.' or ',' or ';' or ':' or '!' or '?' or ')' or ']' or '*')
        {
            if (text[end - 1] == ')' && opened)
                break;
            if (text[end - 1] == ']' && text[start] == '[')
                break;
            end--;
        }

        return end;
    }
}
