using CsCheck;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Numbers;

namespace KalshiArb.Domain.Tests.Games;

public class UsEasternTests
{
    private static Instant Utc(int year, int month, int day, int hour, int minute = 0, int second = 0) =>
        Instant.From(new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero));

    [Theory]
    [InlineData(2007, 3, 11, 11, 4)]
    [InlineData(2024, 3, 10, 11, 3)]
    [InlineData(2025, 3, 9, 11, 2)]
    [InlineData(2026, 3, 8, 11, 1)]
    [InlineData(2027, 3, 14, 11, 7)]
    public void Daylight_saving_runs_from_the_second_Sunday_of_March_to_the_first_of_November(int year, int springMonth, int springDay, int autumnMonth, int autumnDay)
    {
        var spring = Utc(year, springMonth, springDay, 7);
        var autumn = Utc(year, autumnMonth, autumnDay, 6);
        Assert.Equal(TimeSpan.FromHours(-5), UsEastern.OffsetAt(spring - TimeSpan.FromMicroseconds(1)));
        Assert.Equal(TimeSpan.FromHours(-4), UsEastern.OffsetAt(spring));
        Assert.Equal(TimeSpan.FromHours(-4), UsEastern.OffsetAt(autumn - TimeSpan.FromMicroseconds(1)));
        Assert.Equal(TimeSpan.FromHours(-5), UsEastern.OffsetAt(autumn));
    }

    [Fact]
    public void A_night_game_keeps_its_eastern_date()
    {
        Assert.Equal(new DateOnly(2026, 7, 5), UsEastern.DateAt(Utc(2026, 7, 6, 1, 31)));
        Assert.True(UsEastern.TryToInstant(new DateOnly(2026, 7, 5), new TimeOnly(21, 30), out var start));
        Assert.Equal(Utc(2026, 7, 6, 1, 30), start);
    }

    [Fact]
    public void The_skipped_hour_does_not_exist_and_of_the_repeated_one_the_first_is_meant()
    {
        Assert.False(UsEastern.TryToInstant(new DateOnly(2026, 3, 8), new TimeOnly(2, 30), out _));
        Assert.True(UsEastern.TryToInstant(new DateOnly(2026, 11, 1), new TimeOnly(1, 30), out var first));
        Assert.Equal(Utc(2026, 11, 1, 5, 30), first);
        Assert.False(UsEastern.TryToInstant(new DateOnly(2006, 7, 1), new TimeOnly(12, 0), out _));
    }

    [Fact]
    public void Local_time_and_back_is_the_same_instant_but_in_the_repeated_hour() =>
        Gen.Long[Utc(2007, 1, 2, 0).UnixMicros, Utc(2060, 1, 1, 0).UnixMicros].Sample(micros =>
        {
            var instant = Instant.FromUnixMicros(micros);
            var local = UsEastern.ToLocal(instant);
            Assert.True(UsEastern.TryToInstant(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local), out var back));
            Assert.True(back == instant || back == instant - TimeSpan.FromHours(1));
            Assert.Equal(local, UsEastern.ToLocal(back));
        });

    [Fact]
    public void The_day_begins_at_midnight() =>
        Gen.Int[0, 15_000].Sample(day =>
        {
            var date = new DateOnly(2007, 1, 1).AddDays(day);
            var start = UsEastern.StartOf(date);
            Assert.Equal(date, UsEastern.DateAt(start));
            Assert.Equal(date.AddDays(-1), day == 0 ? date.AddDays(-1) : UsEastern.DateAt(start - TimeSpan.FromMicroseconds(1)));
        });
}
