using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Simulation.Seeds;

namespace KalshiArb.Simulation.Tests.Seeds;

/// <summary>Each check notices when an edge breaks its promise: the core is the real one, the edge beside it is defective.</summary>
public sealed class DefectiveEdgeTests
{
    [Fact]
    public void A_gateway_that_sends_a_create_twice_breaks_P2() =>
        Breaks("P2", "twice", new Edges { Gateway = inner => new Gateway(inner, effect => effect is CreateOrder ? 2 : 1) });

    [Fact]
    public void A_gateway_that_swallows_cancels_breaks_P8() =>
        Breaks("P8", "without a cancel", new Edges { Gateway = inner => new Gateway(inner, effect => effect is CancelOrder ? 0 : 1) }, Fault.StaleFeeds);

    [Fact]
    public void A_gateway_that_swallows_questions_leaves_orders_in_doubt_and_breaks_P10()
    {
        var listings = 0;
        Breaks("P10", "Unknown", new Edges { Gateway = inner => new Gateway(inner, effect => effect is ListAccount && ++listings > 3 ? 0 : 1) }, Fault.LostReply, Fault.Drop);
    }

    [Fact]
    public void A_stream_that_hides_its_gaps_breaks_P7()
    {
        var next = 0L;
        Breaks("P7", "not live", new Edges
        {
            Given = input => input switch
            {
                StreamConnected => Restart(input),
                BookSnapshot snapshot => snapshot with { Seq = ++next },
                BookDelta delta => delta with { Seq = ++next },
                _ => input,
            },
        }, Fault.Drop);

        Input Restart(Input input)
        {
            next = 0;
            return input;
        }
    }

    [Fact]
    public void A_fill_that_nobody_is_shown_breaks_P9()
    {
        FillId? hidden = null;
        Breaks("P4/P9", "not booked", new Edges
        {
            Given = input => input switch
            {
                FillReported fill when Hides(fill) => null,
                AccountListed listing => listing with { Fills = [.. listing.Fills.Where(fill => !Hides(fill))] },
                _ => input,
            },
        });

        bool Hides(FillReported fill) => (hidden ??= fill.Fill) == fill.Fill;
    }

    [Fact]
    public void A_fee_shown_a_micro_dollar_off_breaks_P9() =>
        Breaks("P4/P9", "fees", new Edges
        {
            Given = input => input switch
            {
                FillReported fill => Dearer(fill),
                AccountListed listing => listing with { Fills = [.. listing.Fills.Select(Dearer)] },
                _ => input,
            },
        });

    [Fact]
    public void A_core_with_looser_limits_than_are_in_force_breaks_P1() =>
        Breaks("P1", "limit", new Edges { Settings = settings => settings with { Default = settings.Default with { Limits = settings.Default.Limits with { MaxOrderContracts = Quantity.FromContracts(50), MaxContracts = Quantity.FromContracts(50) } } } });

    [Fact]
    public void An_edge_with_a_chance_of_its_own_gives_another_hash()
    {
        using var system = new SimulationSystem();
        var fills = 0;
        var edges = new Edges { Given = input => input is FillReported && ++fills == 3 ? null : input };
        var wanted = new SeedCase(3, FaultSet.None, 400);

        var one = SeedRun.Run(system, wanted, edges: edges).Hash;
        Assert.NotEqual(one, SeedRun.Run(system, wanted, edges: edges).Hash);
    }

    [Fact]
    public void A_tape_replayed_with_other_settings_breaks_P6()
    {
        using var system = new SimulationSystem();
        var edges = new Edges { Settings = settings => settings with { Default = settings.Default with { Limits = settings.Default.Limits with { MaxOrderContracts = Quantity.FromContracts(1) } } } };

        var result = SeedRun.Run(system, new SeedCase(3, FaultSet.None, 300), replays: true, edges: edges);

        Assert.Equal("P6", result.Failure?.Promise);
    }

    [Fact]
    public void A_failing_case_is_shrunk_to_fewer_steps_and_to_the_faults_that_matter()
    {
        using var system = new SimulationSystem();
        var edges = new Edges { Gateway = inner => new Gateway(inner, effect => effect is CreateOrder { Ticket.Role: OrderRole.Exit } ? 2 : 1) };
        var wanted = new SeedCase(3, FaultSet.None.With(Fault.Pause).With(Fault.GridChange), 900);
        var failed = SeedRun.Run(system, wanted, edges: edges);
        Assert.Equal("P2", failed.Failure?.Promise);

        var shrunk = SeedShrinker.Shrink(shorter => SeedRun.Run(system, shorter, edges: edges), failed, TimeSpan.FromSeconds(20));

        Assert.Equal("P2", shrunk.Failure?.Promise);
        Assert.True(shrunk.Case.Steps < 300, $"{shrunk.Case.Steps} steps");
        Assert.True(shrunk.Case.Faults.IsEmpty, shrunk.Case.Faults.ToString());
        Assert.Contains($"--seeds 3..3 --faults none --steps {shrunk.Case.Steps}", SweepText.Failure(shrunk, shrunk.Failure!), StringComparison.Ordinal);
        Assert.Equal(shrunk.Failure, SeedRun.Run(system, shrunk.Case, edges: edges).Failure);
    }

    /// <summary>Some of a few seeds breaks this promise, and none of them breaks another: with sound edges all keep them.</summary>
    private static void Breaks(string promise, string evidence, Edges edges, params ReadOnlySpan<Fault> faults)
    {
        var set = FaultSet.None;
        foreach (var fault in faults) set = set.With(fault);
        using var system = new SimulationSystem();
        var failures = new List<SeedFailure>();
        for (ulong seed = 1; seed <= 6 && failures.Count == 0; seed++)
        {
            Assert.Null(SeedRun.Run(system, new SeedCase(seed, set, 500)).Failure);
            if (SeedRun.Run(system, new SeedCase(seed, set, 500), edges: edges).Failure is { } failure) failures.Add(failure);
        }

        var found = Assert.Single(failures);
        Assert.Contains(promise, found.Promise.Split('+'));
        Assert.Contains(evidence, found.Evidence, StringComparison.Ordinal);
    }

    private static FillReported Dearer(FillReported fill) => fill with { Fee = fill.Fee + Money.FromMicros(1) };

    /// <summary>Passes each effect on as often as it says.</summary>
    private sealed class Gateway(IOrderGateway inner, Func<Effect, int> times) : IOrderGateway
    {
        public void Dispatch(Effect effect)
        {
            for (var i = times(effect); i > 0; i--) inner.Dispatch(effect);
        }
    }
}
