namespace Orchestrator.Storage.Sqlite;

/// <summary>A value on its way into a column, without a box around it. The default is null.</summary>
internal readonly struct SqlValue
{
    private SqlValue(long number, object? content, bool isNumber) => (Number, Content, IsNumber) = (number, content, isNumber);

    public bool IsNumber { get; }

    public long Number { get; }

    /// <summary>A string, a byte array, or null.</summary>
    public object? Content { get; }

    public static implicit operator SqlValue(long number) => new(number, null, true);

    public static implicit operator SqlValue(string? text) => new(0, text, false);

    public static implicit operator SqlValue(byte[]? blob) => new(0, blob, false);
}
