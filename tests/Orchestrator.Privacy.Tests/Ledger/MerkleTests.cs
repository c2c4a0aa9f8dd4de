using CsCheck;

namespace Orchestrator.Privacy.Tests;

public sealed class MerkleTests
{
    // The inputs of the reference implementation of RFC 6962, and the roots of their first one to eight.
    private static readonly string[] Inputs =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    [Theory]
    [InlineData(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void Roots_are_those_of_the_reference(int size, string root) => Assert.Equal(root, Tree(Leaves(size)).Root);

    [Fact]
    public void Every_leaf_of_every_tree_is_proven_and_nothing_else_is()
    {
        var leaves = Leaves(Inputs.Length).Concat(Leaves(Inputs.Length)).ToArray();
        for (var size = 1; size <= leaves.Length; size++)
        {
            var root = Convert.FromHexString(Tree(leaves[..size]).Root);
            for (var index = 0; index < size; index++)
            {
                var proof = MerkleProofs.Inclusion(leaves.AsSpan(0, size), index);
                Assert.True(MerkleProofs.Includes(leaves[index], index, size, proof, root));
                Assert.False(MerkleProofs.Includes(MerkleTree.HashLeaf([9]), index, size, proof, root));
                Assert.False(MerkleProofs.Includes(leaves[index], index, size, [.. proof, root], root));
                Assert.False(MerkleProofs.Includes(leaves[index], size, size, proof, root));
            }
        }
    }

    [Fact]
    public void Every_tree_is_proven_to_begin_with_each_smaller_one_and_with_no_other()
    {
        var leaves = Leaves(Inputs.Length).Concat(Leaves(Inputs.Length)).ToArray();
        for (var second = 1; second <= leaves.Length; second++)
        {
            var now = Convert.FromHexString(Tree(leaves[..second]).Root);
            for (var first = 1; first <= second; first++)
            {
                var then = Convert.FromHexString(Tree(leaves[..first]).Root);
                var proof = MerkleProofs.Consistency(leaves.AsSpan(0, second), first);
                Assert.True(MerkleProofs.IsConsistent(first, second, then, now, proof));
                Assert.False(MerkleProofs.IsConsistent(first, second, MerkleTree.HashLeaf([9]), now, proof));
                if (first < second)
                    Assert.False(MerkleProofs.IsConsistent(first, second, then, MerkleTree.HashLeaf([9]), proof));
            }
        }
    }

    [Fact]
    public void A_tree_that_was_kept_as_its_subtrees_grows_on_as_the_whole() =>
        Gen.Select(Gen.Int[0, 40], Gen.Int[0, 40]).Sample((before, more) =>
        {
            var leaves = Enumerable.Range(0, before + more).Select(i => MerkleTree.HashLeaf(BitConverter.GetBytes(i))).ToArray();
            var kept = Tree(leaves[..before]);
            var again = MerkleTree.Of(kept.Size, kept.Subtrees);
            return leaves[before..].Aggregate(again, static (tree, leaf) => tree.Add(leaf)).Root == Tree(leaves).Root;
        });

    private static byte[][] Leaves(int count) => [.. Inputs.Take(count).Select(static i => MerkleTree.HashLeaf(Convert.FromHexString(i)))];

    private static MerkleTree Tree(byte[][] leaves) => leaves.Aggregate(MerkleTree.Empty, static (tree, leaf) => tree.Add(leaf));
}
