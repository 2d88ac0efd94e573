using Akka.Actor;
using KalshiArb.Domain.Books;
using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;

namespace KalshiArb.Actors.Markets;

/// <summary>
/// What a market actor is told, besides the inputs about its own market (book, status, grid, volume), which reach it as they are.
/// Every message stays inside the core and inside the input that caused it.
/// </summary>
public static class MarketProtocol
{
    /// <summary>The book is stale until its next snapshot.</summary>
    public sealed record BookLost(StaleReason Reason) : INoSerializationVerificationNeeded;

    /// <summary>Sent by the event actor on each odds poll: what the sportsbooks say this market is worth, or why they say nothing.</summary>
    /// <param name="Estimate">The value; null when there is none.</param>
    /// <param name="Missing">Why there is none.</param>
    public sealed record OddsTold(FairEstimate? Estimate, NoFairReason Missing) : INoSerializationVerificationNeeded;

    /// <summary>Sent by the event actor on each score report.</summary>
    /// <param name="Phase">Where the game stands.</param>
    /// <param name="Estimate">The model's value; null when the sport has no model or the clock says nothing.</param>
    /// <param name="ReceivedAt">When the score was received.</param>
    /// <param name="ScoreChanged">Whether points were scored since the last report.</param>
    public sealed record ScoreTold(GamePhase Phase, FairEstimate? Estimate, Instant ReceivedAt, bool ScoreChanged) : INoSerializationVerificationNeeded;

    /// <summary>Sent by the event actor when the schedule of the game became known or moved.</summary>
    public sealed record ScheduleTold(Instant CommenceTime) : INoSerializationVerificationNeeded;

    /// <summary>Sent by execution whenever an order of this market changed.</summary>
    /// <param name="Entry">The working entry; null when there is none.</param>
    /// <param name="Exit">The working exit; null when there is none.</param>
    /// <param name="ExitFilled">What an exit that has just left has filled, every fill booked; null when none has.</param>
    public sealed record WorkingTold(WorkingOrder? Entry, WorkingOrder? Exit, Quantity? ExitFilled) : INoSerializationVerificationNeeded;

    /// <summary>Sent by positions whenever the position of this market changed.</summary>
    /// <param name="Position">Signed.</param>
    /// <param name="Cost">What it cost, before fees.</param>
    /// <param name="CostFees">The fees paid for it.</param>
    /// <param name="OpenedAt">When it was opened from flat; never when flat.</param>
    public sealed record PositionTold(Quantity Position, Money Cost, Money CostFees, Instant OpenedAt) : INoSerializationVerificationNeeded;

    /// <summary>Risk's answer to an entry request.</summary>
    /// <param name="Approved">Whether an order follows.</param>
    /// <param name="Code">Why not.</param>
    public sealed record EntryAnswered(bool Approved, RefusalCode? Code) : INoSerializationVerificationNeeded;

    /// <summary>Risk's answer to an exit request.</summary>
    public sealed record ExitAnswered(bool Approved, Liquidity Liquidity, RefusalCode? Code, string Text) : INoSerializationVerificationNeeded;

    /// <summary>Risk measures a fill: answered with <see cref="Risk.RiskProtocol.MidTold"/>.</summary>
    public sealed record TellMid(UnmeasuredFill Fill) : INoSerializationVerificationNeeded;

    /// <summary>What operators have switched off, by name.</summary>
    public sealed record SwitchesTold(ImmutableSortedSet<string> Series, ImmutableSortedSet<string> Strategies, ImmutableSortedSet<string> Tickers)
        : INoSerializationVerificationNeeded;

    /// <summary>Sent by the event actor that is about to judge a set: answered with <see cref="EventProtocol.LegTold"/>.</summary>
    /// <param name="StreamHeardAt">When the book stream was last heard.</param>
    public sealed record TellLeg(Instant StreamHeardAt) : INoSerializationVerificationNeeded;

    /// <summary>Sent by the event actor: what of the position belongs to whole sets, which no exit plan takes apart.</summary>
    /// <param name="Matched">Contracts; not negative.</param>
    /// <param name="WaitUntil">Until when no exit is planned, since other legs may still fill; <see cref="Instant.Never"/> for no wait.</param>
    public sealed record SetTold(Quantity Matched, Instant WaitUntil) : INoSerializationVerificationNeeded;

    /// <summary>The ticker was frozen or thawed.</summary>
    public sealed record FreezeTold(bool Frozen) : INoSerializationVerificationNeeded;
}

/// <summary>An order of ours as a market actor needs to know it.</summary>
/// <param name="Id">Our identity.</param>
/// <param name="Strategy">Who decided it.</param>
/// <param name="Side">Bid or ask.</param>
/// <param name="Limit">Limit price (YES).</param>
/// <param name="Remaining">What may still be on the book.</param>
/// <param name="Liquidity">Maker when it rests.</param>
/// <param name="Resting">Whether the venue has it on its book, as far as we know.</param>
/// <param name="CancelPending">Whether a cancel is under way.</param>
/// <param name="DecidedAt">When it was decided.</param>
public sealed record WorkingOrder(
    ClientOrderId Id,
    StrategyId Strategy,
    OrderSide Side,
    Price Limit,
    Quantity Remaining,
    Liquidity Liquidity,
    bool Resting,
    bool CancelPending,
    Instant DecidedAt);
