using Microsoft.Extensions.AI;
using Orchestrator.Inference.Local;
using Orchestrator.Routing.Cascade;

namespace Orchestrator.Inference.Chat;

/// <summary>Puts a model's judge before it, where its folder has one.</summary>
internal static class JudgeLoader
{
    /// <summary>Of a folder that no manifest vouches for.</summary>
    /// <exception cref="ModelLoadException">The file cannot be used.</exception>
    public static IChatClient Judged(IChatClient client, string folder)
    {
        var path = Path.Combine(folder, AnswerJudge.File);
        if (!File.Exists(path))
            return client;
        try
        {
            return Judged(client, folder, File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"'{path}' cannot be read ({e.GetType().Name}). Check its permissions, or take it away.", e);
        }
    }

    /// <summary>Of a folder whose files were checked.</summary>
    /// <exception cref="ModelLoadException">The file cannot be used.</exception>
    public static IChatClient Judged(IChatClient client, VerifiedFolder files) =>
        files.Manifest.Files.ContainsKey(AnswerJudge.File) ? Judged(client, files.Path, files.Bytes(AnswerJudge.File)) : client;

    private static JudgedChatClient Judged(IChatClient client, string folder, byte[] file)
    {
        try
        {
            return new(client, AnswerJudge.Read(file));
        }
        catch (FormatException e)
        {
            throw new ModelLoadException($"'{AnswerJudge.File}' in '{folder}' cannot be used: {e.Message}. Or take it away.", e);
        }
    }
}
