using KalshiArb.Actors.Risk;
using KalshiArb.Domain.Risk;

namespace KalshiArb.Actors.Tests.Core;

/// <summary>Every limit refuses when it should, from the feeds in to the decision log and the gateway out.</summary>
[Trait("Category", "Refusals")]
public sealed class RefusalTests
{
    public static TheoryData<RefusalCode> Codes => [.. Enum.GetValues<RefusalCode>()];

    [Fact]
    public void There_is_one_scenario_for_each_code() =>
        Assert.Equal(Enum.GetValues<RefusalCode>().Order(), RefusalScenarios.All.Select(scenario => scenario.Code).Order());

    [Fact]
    public void Without_an_obstacle_the_same_signal_becomes_an_order()
    {
        using var scene = new CoreScene().Open();

        scene.SignalTaker();

        var ticket = Assert.Single(scene.Created);
        Assert.Equal((CoreScene.Home, 10), (ticket.Ticker, ticket.Count.Hundredths / 100));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_signal_is_refused_with_its_code_and_no_order_leaves(RefusalCode code)
    {
        var scenario = RefusalScenarios.All.Single(one => one.Code == code);
        using var scene = new CoreScene(scenario.Settings, scenario.Recovered);

        scenario.Play(scene);

        Assert.True(
            scene.Refused(scenario.Market, code, scenario.Text),
            $"no line says {code}; the last are\n" + string.Join('\n', scene.Decisions.TakeLast(12)));
        Assert.DoesNotContain(scene.Created, ticket => ticket.Ticker == scenario.Market);
        Assert.Equal(0, scene.Failures);
        var line = scene.Ask(new RiskQuery()).Limits.Single(one => one.Code == code);
        Assert.True(line is { Armed: true, TimesBound: > 0 } && line.BoundBy == scenario.Market && line.Bound <= scene.Now && line.Evaluated >= line.Bound, $"the limit report says {line}");
    }
}
