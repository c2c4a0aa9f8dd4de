using CsCheck;

namespace Orchestrator;

/// <summary>
/// Samples generators with seeds that are the same in every run, and so takes the place of CsCheck's extensions of the same name: being
/// in this namespace they are preferred to those. <c>ORCHESTRATOR_SEED</c> set to another number looks at other cases. A case that
/// fails is given to CsCheck, which makes it smaller.
/// </summary>
internal static class Samples
{
    private const int Cases = 100;

    private static readonly ulong First = ulong.Parse(Environment.GetEnvironmentVariable("ORCHESTRATOR_SEED") ?? "1", System.Globalization.CultureInfo.InvariantCulture) << 32;

    public static void Sample<T>(this Gen<T> gen, Action<T> assert, int iter = Cases)
    {
        for (var i = 0; i < iter; i++)
        {
            var random = new PCG(1, First + (ulong)i);
            var seed = random.ToString();
            try
            {
                assert(gen.Generate(random, null, out _));
            }
            catch (Exception)
            {
                Check.Sample(gen, assert, seed: seed, iter: Cases, threads: 1);
                throw;
            }
        }
    }

    public static void Sample<T>(this Gen<T> gen, Func<T, bool> holds, int iter = Cases) => gen.Sample(Assertion(holds), iter);

    public static void Sample<T1, T2>(this Gen<(T1, T2)> gen, Action<T1, T2> assert, int iter = Cases) =>
        gen.Sample(t => assert(t.Item1, t.Item2), iter);

    public static void Sample<T1, T2>(this Gen<(T1, T2)> gen, Func<T1, T2, bool> holds, int iter = Cases) =>
        gen.Sample(t => holds(t.Item1, t.Item2), iter);

    public static void Sample<T1, T2, T3>(this Gen<(T1, T2, T3)> gen, Action<T1, T2, T3> assert, int iter = Cases) =>
        gen.Sample(t => assert(t.Item1, t.Item2, t.Item3), iter);

    public static void Sample<T1, T2, T3>(this Gen<(T1, T2, T3)> gen, Func<T1, T2, T3, bool> holds, int iter = Cases) =>
        gen.Sample(t => holds(t.Item1, t.Item2, t.Item3), iter);

    public static void Sample<T1, T2, T3, T4>(this Gen<(T1, T2, T3, T4)> gen, Action<T1, T2, T3, T4> assert, int iter = Cases) =>
        gen.Sample(t => assert(t.Item1, t.Item2, t.Item3, t.Item4), iter);

    public static void Sample<T1, T2, T3, T4, T5>(this Gen<(T1, T2, T3, T4, T5)> gen, Action<T1, T2, T3, T4, T5> assert, int iter = Cases) =>
        gen.Sample(t => assert(t.Item1, t.Item2, t.Item3, t.Item4, t.Item5), iter);

    public static async Task SampleAsync<T>(this Gen<T> gen, Func<T, Task> assert, int iter = Cases)
    {
        for (var i = 0; i < iter; i++)
        {
            var random = new PCG(1, First + (ulong)i);
            var seed = random.ToString();
            try
            {
                await assert(gen.Generate(random, null, out _));
            }
            catch (Exception)
            {
                await Check.SampleAsync(gen, assert, seed: seed, iter: Cases, threads: 1);
                throw;
            }
        }
    }

    private static Action<T> Assertion<T>(Func<T, bool> holds) => value =>
    {
        if (!holds(value))
            throw new InvalidOperationException("The property does not hold.");
    };
}
