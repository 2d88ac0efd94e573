global using System.Collections.Immutable;
global using KalshiArb.Domain.Markets;
global using KalshiArb.Domain.Numbers;
global using KalshiArb.Domain.Orders;
global using KalshiArb.Exchange.Matching;
