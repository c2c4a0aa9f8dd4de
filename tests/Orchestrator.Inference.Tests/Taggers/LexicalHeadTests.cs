using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Taggers;

namespace Orchestrator.Inference.Tests.Taggers;

public sealed class LexicalHeadTests
{
    [Theory]
    [InlineData("nano-commands")]
    [InlineData("mini-answers")]
    public void A_shipped_tagger_stays_below_four_megabytes_with_all_its_files(string name) =>
        Assert.InRange(new DirectoryInfo(ShippedModels.Folder(name)).GetFiles().Sum(f => f.Length), 1_000_000, 4_000_000);

    [Fact]
    public void The_same_text_has_the_features_the_weights_were_trained_on()
    {
        var features = new uint[LexicalFeatures.MostPerToken];
        var text = Features("Play Kind of Blue");
        var whole = new List<uint>();
        text.Text(whole);

        Assert.Equal(TokenDigest, Digest(features[..text.Token(1, 3, features)]));
        Assert.Equal(TextDigest, Digest([.. whole]));
    }

    [Fact]
    public void Every_token_of_any_text_fits_the_room_for_its_features() => Gen.String.Sample(text =>
    {
        var tokens = new List<TextToken>();
        TextTokens.Split(text, tokens, 64);
        var features = new uint[LexicalFeatures.MostPerToken];
        var lexical = new LexicalFeatures(text, tokens);
        for (var t = 0; t < tokens.Count; t++)
            Assert.InRange(lexical.Token(t, 1, features), 20, features.Length);
    }, iter: 200);

    [Fact]
    public void What_a_whole_text_says_is_said_once()
    {
        var features = new List<uint>();

        Features("row row row your boat row row").Text(features);

        Assert.Equal(features.Distinct(), features);
    }

    [Theory]
    [InlineData("nonsense", "does not begin with 'OLEX'")]
    [InlineData("OLEX", "cut off")]
    public void A_head_that_is_none_is_refused_with_file_and_reason(string content, string reason)
    {
        using var copy = Replaced(bytes => Encoding.ASCII.GetBytes(content));

        var refusal = Assert.Throws<ModelLoadException>(() => TaggerModel.Load(copy.Folder));

        Assert.Contains("'lexical.bin'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Restore the folder", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_head_with_something_behind_its_end_is_refused()
    {
        using var copy = Replaced(bytes => [.. bytes, 0]);

        Assert.Contains("1 bytes follow its end", Assert.Throws<ModelLoadException>(() => TaggerModel.Load(copy.Folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_head_of_other_features_is_refused()
    {
        using var copy = new ModelCopy("nano-commands");
        copy.Replace("model.json", "\"lexical\": {\n      \"features\": 1", "\"lexical\": {\n      \"features\": 2");

        Assert.Contains("lexical features 2", Assert.Throws<ModelLoadException>(() => TaggerModel.Load(copy.Folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_head_that_the_manifest_does_not_list_is_refused_by_name()
    {
        using var copy = new ModelCopy("nano-commands");
        copy.Replace("model.json", "\"lexical.bin\"", "\"lexical.old\"");
        File.Move(copy["lexical.bin"], copy["lexical.old"]);

        Assert.Contains("does not list 'lexical.bin'", Assert.Throws<ModelLoadException>(() => TaggerModel.Load(copy.Folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_whose_settings_name_no_head_is_its_network_alone()
    {
        using var copy = new ModelCopy("nano-commands");
        copy.Replace("model.json", "\"lexical\": {", "\"before\": {");
        using var alone = TaggerModel.Load(copy.Folder);

        Assert.NotEqual(ShippedModels.Nano.Tag("add oat milk to the shopping list").Confidence, alone.Tag("add oat milk to the shopping list").Confidence);
    }

    [Fact]
    public void Another_head_on_the_same_network_is_another_model()
    {
        var nothing = new Dictionary<uint, IReadOnlyList<(byte, float)>>();
        using var copy = Replaced(_ => LexicalHead.Write(nothing, nothing, nothing));
        using var other = TaggerModel.Load(copy.Folder);

        Assert.NotEqual(ShippedModels.Nano.Id, other.Id);
    }

    private static LexicalFeatures Features(string text)
    {
        var tokens = new List<TextToken>();
        TextTokens.Split(text, tokens, 64);
        return new LexicalFeatures(text, tokens);
    }

    private static string Digest(uint[] features) => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<uint>(features)))[..16];

    private static ModelCopy Replaced(Func<byte[], byte[]> head)
    {
        var copy = new ModelCopy("nano-commands");
        var old = File.ReadAllBytes(copy["lexical.bin"]);
        var bytes = head(old);
        File.WriteAllBytes(copy["lexical.bin"], bytes);
        copy.Replace("model.json", Convert.ToHexStringLower(SHA256.HashData(old)), Convert.ToHexStringLower(SHA256.HashData(bytes)));
        return copy;
    }

    private const string TokenDigest = "bed2305aec064e99", TextDigest = "b720d526037dff04";
}
