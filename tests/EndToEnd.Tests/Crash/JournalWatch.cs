using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace KalshiArb.EndToEnd.Tests.Crash;

/// <summary>
/// Reads a running service's journal from outside, again and again, and strikes once when a snapshot is due or has just been written:
/// with an offset that is short against the time which one takes, what is struck is before, in or after its write.
/// </summary>
internal sealed class JournalWatch : IDisposable
{
    private readonly Thread _thread;
    private volatile bool _ended;

    public JournalWatch(string state, int every, Action<string> strike, TimeSpan offset)
    {
        _thread = new Thread(() => Watch(state, every, strike, offset)) { IsBackground = true };
        _thread.Start();
    }

    public void Dispose()
    {
        _ended = true;
        _thread.Join();
    }

    private void Watch(string state, int every, Action<string> strike, TimeSpan offset)
    {
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = Path.Combine(state, "journal.db"), Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT (SELECT COALESCE(MAX(sequence_number), 0) FROM journal), (SELECT COALESCE(MAX(sequence_number), 0) FROM snapshot)";
        var (_, first) = Read(command);
        while (!_ended)
        {
            var (facts, snapshot) = Read(command);
            var grown = snapshot > first;
            if (grown || facts - snapshot >= every)
            {
                var seen = Stopwatch.GetTimestamp();
                while (Stopwatch.GetElapsedTime(seen) < offset) Thread.SpinWait(20);
                strike(string.Create(CultureInfo.InvariantCulture, $"{facts} facts and a snapshot of {snapshot}{(grown ? ", just written" : ", the next one due")}"));
                return;
            }

            Thread.Sleep(1);
        }
    }

    private static (long Facts, long Snapshot) Read(SqliteCommand command)
    {
        using var reader = command.ExecuteReader();
        reader.Read();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }
}
