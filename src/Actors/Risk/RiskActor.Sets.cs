using Akka.Actor;
using KalshiArb.Actors.Execution;
using KalshiArb.Actors.Markets;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;

namespace KalshiArb.Actors.Risk;

/// <summary>Permission for sets: for every leg, or for none.</summary>
internal sealed partial class RiskActor
{
    private void Decide(RiskProtocol.AskSet ask)
    {
        var request = ask.Request;
        Log(DecisionKind.Signal, request.Legs[0].Market.Ticker, request.Legs[0].Strategy.Value, ask.SignalText);
        switch (SetPolicy.Decide(_state, request, _settings, Now))
        {
            case SetApproved approved:
                Approve(request, approved);
                Sender.Tell(new EventProtocol.SetAnswered(true, null));
                break;
            case SetRefused { Why: var why } refused:
                var ticker = request.Legs[refused.Leg].Market.Ticker;
                _report.Note(why, ticker, Now);
                Log(DecisionKind.Refused, ticker, SnakeCase.Of(why.Code), $"set of {request.Event}: {why.Text}");
                Sender.Tell(new EventProtocol.SetAnswered(false, why.Code));
                break;
            default:
                throw new InvariantViolation("risk answered a set with neither");
        }
    }

    private void Approve(SetRequest request, SetApproved approved)
    {
        var places = ImmutableArray.CreateBuilder<ExecutionProtocol.PlaceEntry>(request.Legs.Length);
        for (var i = 0; i < request.Legs.Length; i++)
        {
            var (leg, permission) = (request.Legs[i], approved.Legs[i]);
            _report.Note(permission, leg.Market.Ticker, Now);
            _state = _state.Reserve(leg, permission, Now);
            Log(DecisionKind.Approved, leg.Market.Ticker, "SET_LEG", $"count={permission.Count} reserved={permission.Reservation} {permission.Evidence}");
            places.Add(new ExecutionProtocol.PlaceEntry(leg, permission.Count, permission.Reservation));
        }

        _execution.Tell(new ExecutionProtocol.PlaceSet(places.MoveToImmutable()));
    }
}
