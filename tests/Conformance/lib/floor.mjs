// Where the cases trade: markets of the venue that are fit for it, and orders as the official client writes them.
import { randomUUID } from 'node:crypto';
import { expect } from './venue.mjs';

export const far = '0.0100';

export class Floor {
  constructor(venue) {
    this.venue = venue;
  }

  async open() {
    const { markets } = await this.venue.call('getMarkets', { status: 'open', mveFilter: 'exclude', limit: 1000 });
    const { balance_breakdown: cash } = await this.venue.call('getBalance', { subaccount: 0 });
    this.funded = cash.filter(row => Number(row.balance) > 0).map(row => row.exchange_index);
    this.unfunded = cash.filter(row => Number(row.balance) === 0).map(row => row.exchange_index);
    // Asks of at least ten cents keep a bid of a cent from trading.
    const fit = markets.filter(one => this.funded.includes(one.exchange_index) && Number(one.yes_ask_size_fp) > 0 && Number(one.yes_bid_size_fp) > 0
      && Number(one.yes_ask_dollars) >= 0.1 && Number(one.yes_ask_dollars) <= 0.9);
    const byEvent = new Map(fit.map(one => [one.event_ticker, one]));
    // Games that begin latest move least.
    const calm = [...byEvent.values()].sort((a, b) => (a.expected_expiration_time ?? a.close_time) < (b.expected_expiration_time ?? b.close_time) ? 1 : -1);
    expect(calm.length >= 5, `only ${calm.length} events are fit to be traded`);
    [this.main, this.second, this.pausing, this.closing] = calm;
    const rest = calm.slice(4).sort((a, b) => a.settlement_timer_seconds - b.settlement_timer_seconds);
    this.settling = rest[0];
    this.other = calm.find(one => one.exchange_index !== this.main.exchange_index);
    expect(this.other, 'all markets are on one shard');
  }

  /** A create; what is given stands over a resting bid of a cent in the main market. */
  order(fields = {}) {
    const market = fields.market ?? this.main;
    const order = {
      ticker: market.ticker, side: 'bid', count: '1.00', price: far, time_in_force: 'good_till_canceled', self_trade_prevention_type: 'taker_at_cross',
      client_order_id: randomUUID(), subaccount: 0, exchange_index: market.exchange_index, ...fields,
    };
    delete order.market;
    return order;
  }

  create(fields) {
    return this.venue.call('createOrderV2', { createOrderV2Request: this.order(fields) });
  }

  tryCreate(fields) {
    return this.venue.send('createOrderV2', { createOrderV2Request: this.order(fields) });
  }

  /** Buys at any price. */
  async buy(market, count = '1.00') {
    const ack = await this.create({ market, count, price: '0.9900', time_in_force: 'immediate_or_cancel' });
    expect(ack.fill_count === count, `${market.ticker}: ${ack.fill_count} of ${count} bought`);
    return ack;
  }

  /** A request for candles that reaches far enough at any speed; minutes where nothing else is said. */
  candles(fields) {
    const now = Math.floor(Date.now() / 1_000);
    return { startTs: now - 7_200, endTs: now + 86_400, periodInterval: 1, ...fields };
  }

  cancel(orderId, market = this.main) {
    return this.venue.send('cancelOrderV2', { orderId, subaccount: 0, exchangeIndex: market.exchange_index, marketTicker: market.ticker });
  }

  group(contractsLimit = 10, market = this.main) {
    return this.venue.call('createOrderGroup', { createOrderGroupRequest: { contracts_limit: contractsLimit, subaccount: 0, exchange_index: market.exchange_index } });
  }

  onGroup(orderGroupId, market = this.main) {
    return { orderGroupId, subaccount: 0, exchangeIndex: market.exchange_index };
  }

  /** The reading of a group names no shard. */
  readGroup(orderGroupId) {
    return { orderGroupId, subaccount: 0 };
  }

  control(command) {
    return this.venue.operate('/paper/control', command);
  }

  /** Faults that strike once. */
  fault(kind, route, more = {}) {
    return this.venue.operate('/paper/faults', { kind, route, count: 1, ...more });
  }
}
