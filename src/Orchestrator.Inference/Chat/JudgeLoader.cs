using Microsoft.Extensions.AI;
using Orchestrator.Inference.Local;
using Orchestrator.Routing.Cascade;

namespace Orchestrator.Inference.Chat;

/// <summary>Puts a model's judge before it, where its folder has one.</summary>
internal static class JudgeLoader
{
    public static IChatClient Judged(IChatClient client, AnswerJudge? judge) => judge is null ? client : new JudgedChatClient(client, judge);

    /// <summary>The judge of a folder that no manifest vouches for; null when it has none.</summary>
    /// <exception cref="ModelLoadException">The file cannot be used.</exception>
    public static AnswerJudge? Of(string folder)
    {
        var path = Path.Combine(folder, AnswerJudge.File);
        if (!File.Exists(path))
            return null;
        try
        {
            return Read(folder, File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"'{path}' cannot be read ({e.GetType().Name}). Check its permissions, or take it away.", e);
        }
    }

    /// <summary>The judge of a folder whose files were checked; null when it has none.</summary>
    /// <exception cref="ModelLoadException">The file cannot be used.</exception>
    public static AnswerJudge? Of(VerifiedFolder files) =>
        files.Manifest.Files.ContainsKey(AnswerJudge.File) ? Read(files.Path, files.Bytes(AnswerJudge.File)) : null;

    private static AnswerJudge Read(string folder, byte[] file)
    {
        try
        {
            return AnswerJudge.Read(file);
        }
        catch (FormatException e)
        {
            throw new ModelLoadException($"'{AnswerJudge.File}' in '{folder}' cannot be used: {e.Message}. Or take it away.", e);
        }
    }
}
