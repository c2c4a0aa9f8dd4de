using Microsoft.Data.Sqlite;

namespace Orchestrator.Storage.Sqlite;

/// <summary>A statement that is prepared once and run with other values each time. Not thread-safe, as its connection is not.</summary>
internal sealed class PreparedStatement : IDisposable
{
    private readonly SqliteCommand _command;

    /// <param name="connection">The connection that it runs on.</param>
    /// <param name="sql">The statement, with a <c>$name</c> for each parameter.</param>
    /// <param name="parameters">The parameters' names, in the order of the values.</param>
    public PreparedStatement(SqliteConnection connection, string sql, params ReadOnlySpan<string> parameters)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
        foreach (var name in parameters)
            _command.Parameters.Add(new SqliteParameter { ParameterName = name, Value = DBNull.Value });
    }

    /// <summary>Runs it and tells how many rows it changed.</summary>
    public int Run(params ReadOnlySpan<object> values)
    {
        Bind(values);
        return _command.ExecuteNonQuery();
    }

    /// <summary>Runs it and reads its rows; the reader must be disposed before the next run.</summary>
    public SqliteDataReader Read(params ReadOnlySpan<object> values)
    {
        Bind(values);
        return _command.ExecuteReader();
    }

    public void Dispose() => _command.Dispose();

    private void Bind(ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
            _command.Parameters[i].Value = values[i] ?? throw new ArgumentNullException(_command.Parameters[i].ParameterName);
    }
}
