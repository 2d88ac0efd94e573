global using System.Collections.Immutable;
global using KalshiArb.Domain.Numbers;
