using KalshiArb.Domain.Settings;

namespace KalshiArb.Domain.Tests.FairValue;

/// <summary>The models as hocon.conf has them, all of them to be traded on.</summary>
internal static class Models
{
    internal static readonly WinModelSettings All = WinModelSettings.BeforeSettings with
    {
        Nfl = new MarginModel(true, TimeSpan.FromMinutes(60), 1.9, 13.5, 0.51),
        Nhl = new GoalsModel(true, TimeSpan.FromMinutes(60), 3.15, 2.9, TimeSpan.Zero, 0.51),
        Epl = new GoalsModel(true, TimeSpan.FromMinutes(96), 1.55, 1.3, TimeSpan.FromSeconds(60), null),
        Mlb = new InningsModel(
            true, 9, 0.035, 0.52,
            [0.481, 0.254, 0.098, 0.859, 0.509, 0.224, 1.100, 0.664, 0.319, 1.437, 0.884, 0.429, 1.350, 0.950, 0.353, 1.784, 1.130, 0.478, 1.964, 1.376, 0.580, 2.292, 1.541, 0.752],
            [0.268, 0.155, 0.067, 0.416, 0.265, 0.127, 0.614, 0.397, 0.216, 0.610, 0.406, 0.222, 0.843, 0.660, 0.257, 0.860, 0.634, 0.270, 0.852, 0.674, 0.260, 0.861, 0.659, 0.316]),
    };
}
