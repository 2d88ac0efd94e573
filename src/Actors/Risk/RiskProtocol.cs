using Akka.Actor;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Positions;
using KalshiArb.Domain.Risk;

namespace KalshiArb.Actors.Risk;

/// <summary>What the risk actor is asked and told.</summary>
public static class RiskProtocol
{
    /// <summary>A market asks to enter. Answered with <see cref="Markets.MarketProtocol.EntryAnswered"/>.</summary>
    /// <param name="Request">The signal and its evidence.</param>
    /// <param name="SignalText">The signal as the decision log shows it.</param>
    public sealed record AskEntry(EntryRequest Request, string SignalText) : INoSerializationVerificationNeeded;

    /// <summary>An event asks to buy a set. Answered with <see cref="Markets.EventProtocol.SetAnswered"/>.</summary>
    /// <param name="Request">The legs and their evidence.</param>
    /// <param name="SignalText">The set as the decision log shows it.</param>
    public sealed record AskSet(SetRequest Request, string SignalText) : INoSerializationVerificationNeeded;

    /// <summary>A market asks to leave.</summary>
    /// <param name="Request">What it wants.</param>
    /// <param name="Market">Facts of the market.</param>
    public sealed record AskExit(ExitRequest Request, MarketFacts Market) : INoSerializationVerificationNeeded;

    /// <summary>A market that is held tells its executable prices.</summary>
    public sealed record Marked(Ticker Ticker, Mark Mark) : INoSerializationVerificationNeeded;

    /// <summary>A market's screen stopped an entry before risk was asked; counted in the limit report.</summary>
    public sealed record Screened(Ticker Ticker, RefusalCode Code) : INoSerializationVerificationNeeded;

    /// <summary>A market's book when a fill is to be measured, less our own size; null when it is not whole.</summary>
    public sealed record MidTold(UnmeasuredFill Fill, Mark? Book) : INoSerializationVerificationNeeded;

    /// <summary>The registry refused an approved order: its reservation is given back.</summary>
    public sealed record NotRegistered(Ticker Ticker, OrderRole Role, string Reason) : INoSerializationVerificationNeeded;

    /// <summary>A listing of a market is owed before it may be entered, or no more.</summary>
    public sealed record Awaited(Ticker Ticker, bool IsAwaited) : INoSerializationVerificationNeeded;

    /// <summary>The last reconciliation was clean, or was not.</summary>
    public sealed record Reconciled(bool Clean) : INoSerializationVerificationNeeded;
}
