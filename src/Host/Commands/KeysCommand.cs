using System.CommandLine;
using KalshiArb.Kalshi.Signing;

namespace KalshiArb.Host.Commands;

/// <summary><c>kalshiarb keys new</c>: makes a key pair and prints its id.</summary>
internal static class KeysCommand
{
    public static Command Create(CommandConsole console)
    {
        var directory = new Argument<string>("DIR") { Description = "Where the two files go; it is made where it is not" };
        var type = new Option<string>("--type") { Description = "rsa (the default) or ed25519", DefaultValueFactory = _ => "rsa" };
        var make = new Command("new", "Write a key pair and print its id; no key is ever overwritten") { directory, type };
        make.SetAction(parse =>
        {
            KeyKind? kind = parse.GetValue(type) switch { "rsa" => KeyKind.Rsa, "ed25519" => KeyKind.Ed25519, _ => null };
            if (kind is null)
            {
                console.Error.WriteLine($"--type {parse.GetValue(type)}: expected rsa or ed25519");
                return (int)ExitCode.Usage;
            }

            if (KeyPairs.TryWrite(Path.GetFullPath(parse.GetValue(directory)!), kind.Value, out var reason) is not { } pair)
            {
                console.Error.WriteLine(reason);
                return (int)ExitCode.Refused;
            }

            console.Out.WriteLine($"id       {pair.Id}");
            console.Out.WriteLine($"private  {pair.PrivatePath}     owner only; it never leaves this machine");
            console.Out.WriteLine($"public   {pair.PublicPath}     for kalshiarb exchange: --key {pair.Id}={pair.PublicPath}");
            return (int)ExitCode.Done;
        });
        return new Command("keys", "Make keys for the exchange") { make };
    }
}
