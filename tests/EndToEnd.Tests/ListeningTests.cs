using System.Globalization;

namespace KalshiArb.EndToEnd.Tests;

/// <summary>Who can reach a running service: nobody over the network, and no other user of the machine.</summary>
public sealed class ListeningTests
{
    [SkippableFact]
    public async Task A_service_listens_on_no_network()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads /proc");
        using var folder = new StateFolder();
        await using var run = Kalshiarb.Start("run", "--speed", "10", "--state", folder.State);
        await run.UntilAsync(" READY ");

        Assert.Empty(Listeners(run.Id));
        Assert.NotNull(await ControlSocket.AskAsync(folder.State, "Status"));
    }

    [SkippableFact]
    public async Task The_exchange_of_a_run_over_the_wire_listens_on_loopback_alone()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads /proc");
        using var folder = new StateFolder();
        await using var run = Kalshiarb.Start("run", "--wire", "--seed", "1", "--state", folder.State);
        await run.UntilAsync(" READY ");

        // 127.0.0.1 as the kernel writes it.
        var address = Assert.Single(Listeners(run.Id));
        Assert.StartsWith("0100007F:", address, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Another_user_is_refused_also_where_the_modes_would_let_it_in()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.UserName == "root", "needs root, to become another user");
        var asNobody = new[] { "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", Kalshiarb.Dotnet, Kalshiarb.Dll };
        await using (var probe = StartOrSkip(asNobody, "--version")) Skip.IfNot((await probe.EndAsync()).Code == 0, "nobody cannot run the program here");
        using var folder = new StateFolder();
        await using var run = Kalshiarb.Start("run", "--speed", "10", "--state", folder.State);
        await run.UntilAsync(" READY ");

        await using var shut = Kalshiarb.StartIn(asNobody, ["pause", "--state", folder.State]);
        Assert.NotEqual(0, (await shut.EndAsync()).Code);

        // An operator who opened everything by mistake.
        var all = (UnixFileMode)511;
        File.SetUnixFileMode(Path.GetDirectoryName(folder.State)!, all);
        File.SetUnixFileMode(folder.State, all);
        File.SetUnixFileMode(Path.Combine(folder.State, "control.sock"), all);
        await using var open = Kalshiarb.StartIn(asNobody, ["pause", "--state", folder.State]);
        Assert.NotEqual(0, (await open.EndAsync()).Code);

        var status = await ControlSocket.AskAsync(folder.State, "Status");
        Assert.Equal("Running", status!.Value.GetProperty("status").GetProperty("state").GetString());
    }

    private static Kalshiarb StartOrSkip(string[] command, string arg)
    {
        try
        {
            return Kalshiarb.StartIn(command, [arg]);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new SkipException($"{command[0]} is not installed");
        }
    }

    /// <summary>Addresses on which a process listens over TCP.</summary>
    private static List<string> Listeners(int process)
    {
        var own = Directory.EnumerateFileSystemEntries($"/proc/{process}/fd").Select(path => new FileInfo(path).LinkTarget ?? "").ToHashSet(StringComparer.Ordinal);
        var found = new List<string>();
        foreach (var table in new[] { "tcp", "tcp6" })
        {
            foreach (var line in File.ReadLines($"/proc/{process}/net/{table}").Skip(1))
            {
                var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                const string listening = "0A";
                if (fields[3] == listening && own.Contains(string.Create(CultureInfo.InvariantCulture, $"socket:[{fields[9]}]"))) found.Add(fields[1]);
            }
        }

        return found;
    }
}
