namespace Orchestrator.Training;

/// <summary>Texts that travel inside the trainer.</summary>
internal static class Resource
{
    public static string Text(string name)
    {
        using var stream = typeof(Resource).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The trainer was built without '{name}'.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
