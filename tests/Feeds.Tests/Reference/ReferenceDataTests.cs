using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Feeds.Reference;

namespace KalshiArb.Feeds.Tests.Reference;

public sealed class ReferenceDataTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kalshiarb-reference").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string[] Errors(Func<string, string> series, Func<string, string>? teams = null)
    {
        File.WriteAllText(Path.Combine(_directory, "series.csv"), series(File.ReadAllText(Path.Combine(ReferenceData.DefaultDirectory, "series.csv"))));
        var clubs = File.ReadAllText(Path.Combine(ReferenceData.DefaultDirectory, "teams-mlb.csv"));
        File.WriteAllText(Path.Combine(_directory, "teams-mlb.csv"), teams is null ? clubs : teams(clubs));
        Assert.Equal(ReferenceData.TryLoad(_directory, out _, out var errors), errors.IsEmpty);
        return [.. errors];
    }

    [Fact]
    public void The_committed_tables_read_whole()
    {
        Assert.True(ReferenceData.TryLoad(ReferenceData.DefaultDirectory, out var data, out var errors), string.Join('\n', errors));
        Assert.Equal(
            ["KXEPLGAME", "KXMLBGAME", "KXNBAGAME", "KXNCAAMBGAME", "KXNCAAWBGAME", "KXNFLGAME", "KXNHLGAME"],
            data.Series.Series.Select(s => s.Series.Value));
        Assert.Equal(
            [(Sport.Nba, 30), (Sport.CollegeBasketballMen, 365), (Sport.CollegeBasketballWomen, 363), (Sport.Nfl, 32), (Sport.Mlb, 30), (Sport.Nhl, 32), (Sport.Epl, 26)],
            data.Teams.Teams.GroupBy(t => t.Sport).OrderBy(g => g.Key).Select(g => (g.Key, g.Count())));
        // Only where every code was seen does a ticker alone name its clubs.
        Assert.Equal([Sport.Nba, Sport.Nfl, Sport.Mlb], Enum.GetValues<Sport>().Where(data.Teams.IsWhole));
        var mlb = data.Series.Find(new SeriesTicker("KXMLBGAME"))!;
        Assert.Equal(new FeeSchedule(FeeType.QuadraticWithMakerFees, 500), mlb.Fees);
        Assert.Equal((TeamOrder.AwayHome, true, 2, 120), (mlb.Order, mlb.HasStartTime, mlb.Outcomes, (int)mlb.SettlementTimer.TotalSeconds));
        Assert.Empty(mlb.Assumed);
        var epl = data.Series.Find(new SeriesTicker("KXEPLGAME"))!;
        Assert.Equal((TeamOrder.HomeAway, 3), (epl.Order, epl.Outcomes));
        Assert.Contains("fee_type", epl.Assumed);
    }

    [Fact]
    public void Sets_are_known_of_the_series_whose_rows_say_so_and_of_no_other()
    {
        Assert.True(ReferenceData.TryLoad(ReferenceData.DefaultDirectory, out var data, out var errors), string.Join('\n', errors));
        Assert.Equal(
            ["KXEPLGAME", "KXMLBGAME", "KXNFLGAME"], data.Series.Series.Where(s => s.Sets is not null).Select(s => s.Series.Value));
        // The rules of the NFL's markets were read whole; nothing says what a baseball game that ends level would pay.
        Assert.Equal(new SetFacts(Exclusive: true, Exhaustive: true, CollateralReturn.Mecnet, IsAssumed: false), data.Series.Find(new SeriesTicker("KXNFLGAME"))!.Sets);
        Assert.Equal(new SetFacts(Exclusive: true, Exhaustive: true, CollateralReturn.Mecnet, IsAssumed: true), data.Series.Find(new SeriesTicker("KXMLBGAME"))!.Sets);
    }

    [Theory]
    [InlineData("KXMLBGAME,collateral_return,MECNET", "KXMLBGAME,collateral_return,NET", "no collateral_return of KXMLBGAME")]
    [InlineData("KXMLBGAME,collateral_return,MECNET", "KXNBAGAME,collateral_return,MECNET", "KXMLBGAME lacks collateral_return")]
    [InlineData("KXMLBGAME,collateral_return,MECNET", "KXNBAGAME,collateral_return,MECNET", "KXNBAGAME lacks exclusive, exhaustive")]
    [InlineData("KXMLBGAME,exclusive,true", "KXMLBGAME,exclusive,yes", "no exclusive of KXMLBGAME")]
    [InlineData("KXMLBGAME,fee_type,quadratic_with_maker_fees", "KXMLBGAME,fee_type,flat", "no fee_type of KXMLBGAME")]
    [InlineData("KXMLBGAME,fee_multiplier,0.5", "KXMLBGAME,fee_multiplier,0.5005", "no fee_multiplier")]
    [InlineData("KXMLBGAME,grid,0.0000:1.0000:0.0100", "KXMLBGAME,grid,0.0000:1.0000:0.0300", "no grid")]
    [InlineData("KXMLBGAME,shard,3,observed", "KXMLBGAME,shard,3,believed", "neither observed nor assumed")]
    [InlineData("KXMLBGAME,shard,3,observed,2026-09-15", "KXMLBGAME,shard,3,observed,September", "is no date")]
    [InlineData("KXMLBGAME,shard,", "KXMLBGAME,outcomes,", "stands twice")]
    [InlineData("KXMLBGAME,shard,", "KXOTHER,shard,", "KXMLBGAME lacks shard")]
    [InlineData("KXMLBGAME,shard,", "KXMLBGAME,shards,", "'shards' is no fact")]
    [InlineData("series,fact,", "series,facts,", "the header is not")]
    public void A_fact_that_is_missing_malformed_or_unmarked_refuses_the_table(string from, string to, string expected) =>
        Assert.Contains(Errors(s => s.Replace(from, to, StringComparison.Ordinal)), e => e.Contains(expected, StringComparison.Ordinal));

    [Fact]
    public void A_club_twice_or_of_no_sport_refuses_the_table()
    {
        Assert.Contains(Errors(s => s, t => t.Replace("Mlb,AZ,", "Mlb,ATL,", StringComparison.Ordinal)), e => e.Contains("code ATL stands twice", StringComparison.Ordinal));
        Assert.Contains(Errors(s => s, t => t.Replace("Mlb,AZ,", "Baseball,AZ,", StringComparison.Ordinal)), e => e.Contains("'Baseball' is no sport", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Sport.Nba)]
    [InlineData(Sport.Nfl)]
    [InlineData(Sport.Mlb)]
    public void Every_pair_of_clubs_of_a_whole_table_splits_in_exactly_one_way(Sport sport)
    {
        Assert.True(ReferenceData.TryLoad(ReferenceData.DefaultDirectory, out var data, out _));
        var teams = data.Teams.Teams.Where(t => t.Sport == sport).ToArray();
        foreach (var first in teams)
            foreach (var second in teams.Where(t => t != first))
            {
                Assert.True(data.Teams.TrySplit(sport, first.Code + second.Code, out var left, out var right), first.Code + second.Code);
                Assert.Equal((first, second), (left, right));
            }
    }

    [Theory]
    [InlineData("Mlb,AZ,espn_id,29,observed", "Mlb,AZ,espn_number,29,observed", "'espn_number' is no naming")]
    [InlineData("Mlb,AZ,espn_id,29,observed", "Mlb,AZ,espn_id,29,believed", "neither observed nor assumed")]
    [InlineData("Mlb,AZ,espn_id,29,observed", "Mlb,AZ,espn_id,11,observed", "'11' stands twice")]
    [InlineData("Mlb,AZ,espn_id,29,observed", "Mlb,ARI,espn_id,29,observed", "no Mlb club has the code ARI")]
    public void A_name_that_is_malformed_or_unmarked_refuses_the_table(string from, string to, string expected)
    {
        var names = File.ReadAllText(Path.Combine(ReferenceData.DefaultDirectory, "names-mlb.csv"));
        Assert.Contains(from, names, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_directory, "names-mlb.csv"), names.Replace(from, to, StringComparison.Ordinal));
        Assert.Contains(Errors(s => s), e => e.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void A_directory_without_the_tables_is_refused() =>
        Assert.False(ReferenceData.TryLoad(Path.Combine(_directory, "absent"), out _, out _));
}
