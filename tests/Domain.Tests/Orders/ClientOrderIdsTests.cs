using CsCheck;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;

namespace KalshiArb.Domain.Tests.Orders;

public sealed class ClientOrderIdsTests
{
    private static readonly Gen<string> Tags = Gen.Char["abcdefghijklmnopqrstuvwxyz0123456789"].Array[1, 8].Select(letters => new string(letters));

    [Fact]
    public void Every_id_can_be_sent_and_reads_back_to_what_it_was_made_from() =>
        Gen.Select(Tags, Gen.Int[1, int.MaxValue], Gen.Bool, Gen.Long[1, ClientOrderIds.MaxCounter]).Sample((tag, run, entry, counter) =>
        {
            var role = entry ? OrderRole.Entry : OrderRole.Exit;
            var id = ClientOrderIds.Make(tag, run, role, counter);
            return ClientOrderIds.IsSendable(id) && ClientOrderIds.TryParse(id, out var origin) && origin == new OrderOrigin(tag, run, role, counter);
        });

    [Fact]
    public void The_longest_id_has_36_characters() =>
        Assert.Equal(36, ClientOrderIds.Make("account8", int.MaxValue, OrderRole.Exit, ClientOrderIds.MaxCounter).Value.Length);

    [Theory]
    [InlineData("")]
    [InlineData("k1-1-e")]
    [InlineData("k1-1-e-1-1")]
    [InlineData("k1-01-e-1")]
    [InlineData("k1-1-e-01")]
    [InlineData("k1-0-e-1")]
    [InlineData("k1-1-E-1")]
    [InlineData("K1-1-e-1")]
    [InlineData("k1-1-e--1")]
    [InlineData("k1-1-e- 1")]
    [InlineData("k1-2147483648-e-1")]
    [InlineData("k1-1-e-100000000000000")]
    [InlineData("2b83f1d0-5a3e-4a6e-9f5e-0a4f6c0e1c11")]
    public void Another_spelling_is_not_ours(string text) => Assert.False(ClientOrderIds.TryParse(new ClientOrderId(text), out _));

    [Fact]
    public void A_tag_outside_its_alphabet_breaks_the_program() =>
        Assert.Throws<InvariantViolation>(() => ClientOrderIds.Make("two-parts", 1, OrderRole.Entry, 1));
}
