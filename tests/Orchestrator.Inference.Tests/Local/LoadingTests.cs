using System.Security.Cryptography;
using Orchestrator.Inference.Local;
using Orchestrator.Inference.Taggers;

namespace Orchestrator.Inference.Tests.Local;

public sealed class LoadingTests
{
    [Theory]
    [InlineData("nano-commands", "model.onnx")]
    [InlineData("nano-commands", "labels.json")]
    [InlineData("nano-commands", "answers.json")]
    [InlineData("nano-commands", "lexical.bin")]
    [InlineData("mini-answers", "model.onnx")]
    [InlineData("mini-answers", "answers.json")]
    public void One_flipped_bit_in_a_file_refuses_the_model_and_names_both_digests(string model, string file)
    {
        using var copy = new ModelCopy(model);
        var bytes = File.ReadAllBytes(copy[file]);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(copy[file], bytes);

        var refusal = Assert.Throws<ModelLoadException>(() => LocalModelLoader.Load(copy.Folder));

        Assert.Contains(file, refusal.Message, StringComparison.Ordinal);
        Assert.Matches("expected sha256 [0-9a-f]{64}.*found [0-9a-f]{64}", refusal.Message);
        Assert.Contains("restore the folder", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"bytes":1,"sha256":null}""")]
    public void A_manifest_that_lists_a_file_without_a_digest_is_refused(string file)
    {
        using var copy = new ModelCopy("nano-commands");
        var manifest = File.ReadAllText(copy["model.json"]);
        var files = manifest.IndexOf("\"files\"", StringComparison.Ordinal);
        var open = manifest.IndexOf('{', files) + 1;
        File.WriteAllText(copy["model.json"], manifest[..open] + $"\"more\":{file}," + manifest[open..]);

        var refusal = Assert.Throws<ModelLoadException>(() => LocalModelLoader.Load(copy.Folder));

        Assert.Contains("model.json", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("estore the folder", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("labels.json")]
    [InlineData("answers.json")]
    [InlineData("lexical.bin")]
    [InlineData("model.json")]
    public void A_missing_file_refuses_the_model_and_is_named(string file)
    {
        using var copy = new ModelCopy("nano-commands");
        File.Delete(copy[file]);

        var refusal = Assert.Throws<ModelLoadException>(() => TaggerModel.Load(copy.Folder));

        Assert.Contains($"'{file}' is missing", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_refused() =>
        Assert.Throws<ModelLoadException>(() => LocalModelLoader.Load(Path.Combine(Path.GetTempPath(), "no-such-model-folder")));

    [Fact]
    public void A_newer_manifest_schema_is_refused()
    {
        using var copy = new ModelCopy("nano-commands");
        copy.Replace("model.json", "\"schema\": 1", "\"schema\": 99");

        var refusal = Assert.Throws<ModelLoadException>(() => LocalModelLoader.Load(copy.Folder));

        Assert.Contains("schema 99", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_kind_of_model_is_refused_with_the_kinds_that_run()
    {
        using var copy = new ModelCopy("nano-commands");
        copy.Replace("model.json", "\"tagger-commands\"", "\"onnx-decoder\"");

        var refusal = Assert.Throws<ModelLoadException>(() => LocalModelLoader.Load(copy.Folder));

        Assert.Contains("onnx-decoder", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("tagger-commands", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_other_token_features_are_refused()
    {
        using var copy = new ModelCopy("nano-commands");
        copy.Replace("model.json", "\"features\": 1", "\"features\": 2");

        Assert.Throws<ModelLoadException>(() => TaggerModel.Load(copy.Folder));
    }

    [Fact]
    public void A_manifest_that_is_no_json_is_refused()
    {
        using var copy = new ModelCopy("nano-commands");
        File.WriteAllText(copy["model.json"], "{");

        Assert.Throws<ModelLoadException>(() => LocalModelLoader.Load(copy.Folder));
    }

    [Fact]
    public void A_file_name_that_leaves_the_folder_is_refused()
    {
        using var copy = new ModelCopy("nano-commands");
        copy.Replace("model.json", "\"labels.json\"", "\"../labels.json\"");

        Assert.Throws<ModelLoadException>(() => LocalModelLoader.Load(copy.Folder));
    }

    [Fact]
    public void A_network_that_is_loaded_when_needed_answers_like_one_that_is_loaded_at_the_start()
    {
        using var model = LocalModelLoader.Load(ShippedModels.Folder("nano-commands"), whenNeeded: true);

        Assert.Equal(ShippedModels.Nano.Tag("turn on the kitchen light").Confidence, model.Confidence!("turn on the kitchen light"));
        Assert.Null(model.Problem);
    }

    [Theory]
    [InlineData("model.onnx", false, "model.onnx")]
    [InlineData("model.onnx", true, "another than when this process started")]
    [InlineData("lexical.bin", true, "another than when this process started")]
    public void A_network_that_was_changed_before_it_was_needed_is_not_used_and_health_can_say_why(string file, bool manifestToo, string said)
    {
        using var copy = new ModelCopy("nano-commands");
        using var model = LocalModelLoader.Load(copy.Folder, whenNeeded: true);
        var before = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(copy[file])));
        File.WriteAllText(copy[file], "other");
        if (manifestToo)
            copy.Replace("model.json", before, Convert.ToHexStringLower(SHA256.HashData("other"u8)));

        Assert.Throws<ModelLoadException>(() => model.Confidence!("turn on the kitchen light"));

        Assert.Contains(said, model.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nano-commands", Tier.Nano)]
    [InlineData("mini-answers", Tier.Mini)]
    public void A_shipped_model_says_who_it_is(string name, Tier role)
    {
        using var model = LocalModelLoader.Load(ShippedModels.Folder(name));

        Assert.Equal(name, model.Name);
        Assert.Equal(role, model.Role);
        Assert.Matches("^[0-9a-f]{64}$", model.Digest);
        Assert.Equal($"{name}@sha256:{model.Digest}", model.Id);
        Assert.NotNull(model.Confidence);
    }

    [Theory]
    [InlineData("nano-commands")]
    [InlineData("mini-answers")]
    public void A_shipped_model_carries_its_reliability_table_card_and_attributions(string name)
    {
        using var model = TaggerModel.Load(ShippedModels.Folder(name));

        Assert.True(model.Calibration.Reliability.Sum(b => b.Count) > 1000);
        Assert.InRange(model.Calibration.ExpectedCalibrationError, 0, 0.05);
        Assert.NotEmpty(model.Manifest.TrainingData);
        Assert.Contains("| confidence | texts |", File.ReadAllText(Path.Combine(ShippedModels.Folder(name), "README.md")), StringComparison.Ordinal);
        Assert.Contains("CC-BY-4.0", File.ReadAllText(Path.Combine(ShippedModels.Folder(name), "ATTRIBUTION.md")), StringComparison.Ordinal);
    }
}
