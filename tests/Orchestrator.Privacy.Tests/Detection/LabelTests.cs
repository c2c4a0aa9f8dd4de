using CsCheck;

namespace Orchestrator.Privacy.Tests;

public sealed class LabelTests
{
    public static Gen<Label> Any { get; } = Gen.Select(
        Gen.Int[0, 3], Gen.OneOf([.. FindingTypes.All]).Array[0, 4], (level, types) => new Label((SensitivityLevel)level, types));

    [Fact]
    public void Join_is_associative() => Gen.Select(Any, Any, Any).Sample((a, b, c) => a.Join(b).Join(c).Equals(a.Join(b.Join(c))));

    [Fact]
    public void Join_is_commutative() => Gen.Select(Any, Any).Sample((a, b) => a.Join(b).Equals(b.Join(a)));

    [Fact]
    public void Join_is_idempotent_and_public_is_its_bottom() => Any.Sample(a => a.Join(a).Equals(a) && a.Join(Label.Public).Equals(a));

    [Fact]
    public void Join_never_lowers() => Gen.Select(Any, Any).Sample((a, b) =>
        a.Join(b).Level >= a.Level && a.Categories.All(category => a.Join(b).Categories.Contains(category)));
}
