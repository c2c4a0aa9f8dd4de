using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Orchestrator.Storage.Sqlite;

/// <summary>
/// A statement that changes rows, prepared once and run several times a turn. It binds by place: a command of the library looks every
/// parameter up by its name each time, which took longer than the change itself. Not thread-safe, as its connection is not.
/// </summary>
internal sealed class WriteStatement : IDisposable
{
    private const int ShortText = 256;

    private readonly sqlite3 _database;
    private readonly string _sql;
    private readonly string[] _parameters;
    private readonly int[] _places;
    private sqlite3_stmt? _statement;

    /// <param name="connection">The open connection that it runs on.</param>
    /// <param name="sql">The statement, with a <c>$name</c> for each parameter.</param>
    /// <param name="parameters">The parameters' names, in the order of the values.</param>
    public WriteStatement(SqliteConnection connection, string sql, params ReadOnlySpan<string> parameters)
    {
        (_database, _sql, _parameters, _places) = (connection.Handle!, sql, parameters.ToArray(), new int[parameters.Length]);
    }

    /// <summary>Runs it and tells how many rows it changed.</summary>
    /// <exception cref="SqliteException">SQLite refused; the statement can be run again.</exception>
    public int Run(params ReadOnlySpan<SqlValue> values)
    {
        // Not before: its tables may be made after it.
        var statement = _statement ??= Prepare();
        try
        {
            for (var i = 0; i < values.Length; i++)
                Check(Bind(statement, _places[i], values[i]));
            Check(raw.sqlite3_step(statement));
            return raw.sqlite3_changes(_database);
        }
        finally
        {
            // What it gives back is what the step gave already.
            _ = raw.sqlite3_reset(statement);
        }
    }

    public void Dispose() => _statement?.Dispose();

    private static int Bind(sqlite3_stmt statement, int place, SqlValue value) => value switch
    {
        { IsNumber: true } => raw.sqlite3_bind_int64(statement, place, value.Number),
        { Content: string text } => BindText(statement, place, text),
        { Content: byte[] blob } => raw.sqlite3_bind_blob(statement, place, blob),
        _ => raw.sqlite3_bind_null(statement, place),
    };

    private static int BindText(sqlite3_stmt statement, int place, string text)
    {
        if (text.Length > ShortText)
            return raw.sqlite3_bind_text(statement, place, text);
        Span<byte> bytes = stackalloc byte[ShortText * 3];
        return raw.sqlite3_bind_text(statement, place, (ReadOnlySpan<byte>)bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }

    private sqlite3_stmt Prepare()
    {
        Check(raw.sqlite3_prepare_v2(_database, _sql, out var statement));
        for (var i = 0; i < _parameters.Length; i++)
            _places[i] = raw.sqlite3_bind_parameter_index(statement, _parameters[i]);
        return statement;
    }

    private void Check(int result)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_DONE or raw.SQLITE_ROW))
            SqliteException.ThrowExceptionForRC(result, _database);
    }
}
