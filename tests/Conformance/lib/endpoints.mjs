// One case for each request method of our adapter, in this order: the official client does what the method does, and more.
import { equal, eventually, expect } from './venue.mjs';

const decimals = digits => new RegExp(`^-?\\d+\\.\\d{${digits}}$`);

/** Reads a listing to its end by small pages; every row once. */
async function pages(venue, operation, rows, args, key, limit = 2, most = 500) {
  const seen = new Map();
  let cursor;
  for (let page = 0; ; page++) {
    expect(page < most, `${operation} has no end`);
    const answer = await venue.call(operation, { ...args, limit, cursor });
    expect(answer[rows].length <= limit, `${operation} gave ${answer[rows].length} rows for a limit of ${limit}`);
    for (const row of answer[rows]) {
      expect(!seen.has(key(row)), `${operation} gave ${key(row)} on two pages`);
      seen.set(key(row), row);
    }
    cursor = answer.cursor;
    if (!cursor) return [...seen.values()];
  }
}

export const endpoints = {
  async WarmUpAsync({ venue }) {
    await venue.call('getExchangeStatus');
  },

  async GetExchangeStatusAsync({ venue }) {
    const status = await venue.call('getExchangeStatus');
    expect(status.exchange_active && status.trading_active, 'the exchange is not active');
    expect(status.exchange_index_statuses.length >= 4, 'fewer than four shards');
  },

  async GetScheduleAsync({ venue }) {
    const { schedule } = await venue.call('getExchangeSchedule');
    expect(schedule.standard_hours.length > 0 && schedule.maintenance_windows.length > 0, 'an empty schedule');
  },

  async GetUserDataTimestampAsync({ venue }) {
    const { as_of_time } = await venue.call('getUserDataTimestamp');
    expect(!Number.isNaN(Date.parse(as_of_time)), `as_of_time is ${as_of_time}`);
  },

  async GetLimitsAsync({ venue }) {
    const limits = await venue.call('getAccountApiLimits');
    expect(limits.write.refill_rate > 0 && limits.write.bucket_capacity >= limits.write.refill_rate, 'no write budget');
  },

  async GetEndpointCostsAsync({ venue }) {
    const costs = await venue.call('getAccountEndpointCosts');
    equal(costs.default_cost, 10, 'default_cost');
    equal(costs.endpoint_costs.find(row => row.method === 'DELETE' && row.path === '/trade-api/v2/portfolio/events/orders/:order_id')?.cost, 2, 'the cost of a cancel');
  },

  async GetKeysAsync({ venue }) {
    const { api_keys: keys } = await venue.call('getApiKeys');
    expect(keys.some(row => row.api_key_id === venue.keyId && row.scopes.includes('read')), 'our key is not listed');
  },

  async GetNettingAsync({ venue }) {
    const { netting_configs: settings } = await venue.call('getSubaccountNetting');
    expect(settings.some(row => row.subaccount_number === 0 && row.enabled), 'netting is off');
  },

  async GetBalanceAsync({ venue }) {
    const all = await venue.call('getBalance', { subaccount: 0 });
    expect(decimals(4).test(all.balance_dollars), `balance_dollars is ${all.balance_dollars}`);
    const sum = all.balance_breakdown.reduce((total, row) => total + Math.round(Number(row.balance) * 10_000), 0);
    equal(sum, Math.round(Number(all.balance_dollars) * 10_000), 'the balances of the shards in sum');
    const [first] = all.balance_breakdown;
    const one = await venue.call('getBalance', { subaccount: 0, exchangeIndex: first.exchange_index });
    equal(one.balance_dollars, first.balance, 'the balance of one shard');
  },

  async GetSeriesAsync({ venue, floor }) {
    const ticker = floor.main.event_ticker.split('-')[0];
    const { series } = await venue.call('getSeries', { seriesTicker: ticker });
    equal(series.ticker, ticker, 'ticker');
    expect(['quadratic', 'quadratic_with_maker_fees', 'flat', 'fee_free'].includes(series.fee_type), `fee_type is ${series.fee_type}`);
  },

  async GetEventsAsync({ venue, floor }) {
    const { events } = await venue.call('getEvents', { seriesTicker: floor.main.event_ticker.split('-')[0], status: 'open', withNestedMarkets: true, limit: 200 });
    const event = events.find(row => row.event_ticker === floor.main.event_ticker);
    expect(event?.markets.some(row => row.ticker === floor.main.ticker), `${floor.main.ticker} is not in its event`);
  },

  async GetAllEventsAsync({ venue }) {
    const rows = await pages(venue, 'getEvents', 'events', {}, row => row.event_ticker, 5);
    expect(rows.length > 5, `${rows.length} events are no two pages`);
  },

  async GetMarketsAsync({ venue, floor }) {
    const { markets } = await venue.call('getMarkets', { eventTicker: floor.main.event_ticker, mveFilter: 'exclude' });
    expect(markets.length >= 2, `${markets.length} markets in an event`);
    const named = await venue.call('getMarkets', { tickers: `${floor.main.ticker},${floor.second.ticker}` });
    equal(named.markets.map(row => row.ticker).sort(), [floor.main.ticker, floor.second.ticker].sort(), 'markets by their tickers');
  },

  async GetAllMarketsAsync({ venue }) {
    const rows = await pages(venue, 'getMarkets', 'markets', { mveFilter: 'exclude' }, row => row.ticker, 7);
    expect(rows.length > 7, `${rows.length} markets are no two pages`);
  },

  async GetMarketAsync({ venue, floor }) {
    const { market } = await venue.call('getMarket', { ticker: floor.main.ticker });
    equal(market.ticker, floor.main.ticker, 'ticker');
    expect(market.price_ranges.length > 0, 'no price_ranges');
    equal((Number(market.yes_bid_dollars) + Number(market.no_ask_dollars)).toFixed(4), '1.0000', 'bid of YES and ask of NO in sum');
  },

  async GetOrderBookAsync({ venue, floor }) {
    const { orderbook_fp: book } = await venue.call('getMarketOrderbook', { ticker: floor.main.ticker, depth: 0 });
    for (const side of [book.yes_dollars, book.no_dollars]) {
      expect(side.length > 0, 'a side of the book is empty');
      expect(side.every((level, i) => i === 0 || Number(side[i - 1][0]) < Number(level[0])), 'a side of the book does not ascend');
      expect(side.every(level => decimals(4).test(level[0]) && decimals(2).test(level[1])), `a level is ${side[0]}`);
    }
    const { orderbooks } = await venue.call('getMarketOrderbooks', { tickers: [floor.main.ticker, floor.second.ticker] });
    equal(orderbooks.length, 2, 'books of two markets');
  },

  async GetFeeChangesAsync({ venue, floor }) {
    await venue.call('getSeriesFeeChanges', { seriesTicker: floor.main.event_ticker.split('-')[0], showHistorical: false });
  },

  async GetEventFeeChangesAsync({ venue }) {
    await venue.call('getEventFeeChanges', { limit: 200 });
  },

  async GetAllEventFeeChangesAsync({ venue }) {
    await pages(venue, 'getEventFeeChanges', 'event_fee_changes', {}, row => row.id, 200);
  },

  async GetTradesAsync({ venue, floor }) {
    await floor.buy(floor.main);
    const { trades } = await venue.call('getTrades', { ticker: floor.main.ticker, limit: 1000 });
    expect(trades.length > 0 && trades.every(row => row.ticker === floor.main.ticker), 'no trade of our own fill');
    expect(trades.every((row, i) => i === 0 || trades[i - 1].created_time >= row.created_time), 'trades are not newest first');
  },

  async GetCandlesAsync({ venue, floor }) {
    await floor.buy(floor.main);
    const candle = await eventually(async () => {
      const { ticker, candlesticks } = await venue.call('getMarketCandlesticks', floor.candles({ seriesTicker: floor.main.event_ticker.split('-')[0], ticker: floor.main.ticker }));
      equal(ticker, floor.main.ticker, 'ticker');
      expect(candlesticks.every((row, i) => i === 0 || row.end_period_ts - candlesticks[i - 1].end_period_ts === 60), 'candles have gaps');
      return candlesticks.findLast(row => Number(row.volume_fp) > 0);
    }, 'a candle has our trade');
    expect(decimals(4).test(candle.price.close_dollars) && decimals(4).test(candle.yes_bid.close_dollars), `a candle is ${JSON.stringify(candle)}`);
    expect(Number(candle.price.low_dollars) <= Number(candle.price.mean_dollars) && Number(candle.price.mean_dollars) <= Number(candle.price.high_dollars), 'a mean out of the range');
  },

  async GetEventCandlesAsync({ venue, floor }) {
    const answer = await venue.call('getMarketCandlesticksByEvent', floor.candles({ seriesTicker: floor.main.event_ticker.split('-')[0], ticker: floor.main.event_ticker }));
    equal(answer.market_candlesticks.length, answer.market_tickers.length, 'lists of candles');
    expect(answer.market_tickers.includes(floor.main.ticker), 'the market is not in its event');
  },

  async GetCandleBatchAsync({ venue, floor }) {
    const { markets } = await venue.call('batchGetMarketCandlesticks', floor.candles({ marketTickers: `${floor.main.ticker},${floor.second.ticker}`, periodInterval: 60 }));
    equal(markets.map(row => row.market_ticker).sort(), [floor.main.ticker, floor.second.ticker].sort(), 'candles of two markets');
    expect(markets.some(row => row.candlesticks.some(one => Number(one.volume_fp) > 0)), 'an hour without our trade');
  },

  async GetHistoricalCutoffAsync({ venue }) {
    const cutoff = await venue.call('getHistoricalCutoff');
    expect([cutoff.market_settled_ts, cutoff.trades_created_ts, cutoff.orders_updated_ts].every(time => !Number.isNaN(Date.parse(time))), JSON.stringify(cutoff));
  },

  async GetHistoricalMarketsAsync({ venue, floor }) {
    equal(await venue.call('getHistoricalMarkets', { eventTicker: floor.main.event_ticker, limit: 1000 }), { markets: [], cursor: '' }, 'markets before the cutoff');
  },

  async GetHistoricalCandlesAsync({ venue, floor }) {
    // A market that has not settled is not in that tier; what an old one answers is shown by the venue's own tests.
    const { seriesTicker, ...range } = floor.candles({ seriesTicker: '', ticker: floor.main.ticker });
    equal((await venue.send('getMarketCandlesticksHistorical', range)).status, 404, 'candles of a live market before the cutoff');
  },

  async GetHistoricalTradesAsync({ venue, floor }) {
    equal(await venue.call('getTradesHistorical', { ticker: floor.main.ticker, limit: 1000 }), { trades: [], cursor: '' }, 'trades before the cutoff');
  },

  async ListHistoricalFillsAsync({ venue }) {
    equal(await venue.call('getFillsHistorical', { limit: 1000 }), { fills: [], cursor: '' }, 'fills before the cutoff');
  },

  async ListHistoricalOrdersAsync({ venue }) {
    equal(await venue.call('getHistoricalOrders', { limit: 1000 }), { orders: [], cursor: '' }, 'orders before the cutoff');
  },

  async GetMilestonesAsync({ venue, floor }) {
    const { milestones } = await venue.call('getMilestones', { limit: 500, relatedEventTicker: floor.main.event_ticker });
    expect(milestones.length > 0, 'the game has no milestone');
    floor.milestone = milestones[0].id;
  },

  async GetLiveDataAsync({ venue, floor }) {
    const { live_data: live } = await venue.call('getLiveDataByMilestone', { milestoneId: floor.milestone });
    equal(live.milestone_id, floor.milestone, 'milestone_id');
  },

  async CreateOrderAsync({ venue, floor }) {
    const resting = floor.order({
      count: '5.00', post_only: true, reduce_only: false, cancel_order_on_pause: true, self_trade_prevention_type: 'maker',
      expiration_time: Math.floor(Date.parse((await venue.call('getUserDataTimestamp')).as_of_time) / 1_000) + 36_000,
    });
    const ack = await venue.call('createOrderV2', { createOrderV2Request: resting });
    equal([ack.client_order_id, ack.fill_count, ack.remaining_count], [resting.client_order_id, '0.00', '5.00'], 'a resting order');
    expect(ack.average_fill_price === undefined && ack.average_fee_paid === undefined, 'averages without a fill');
    floor.resting = { ...ack, request: resting };

    floor.bought = await floor.buy(floor.main, '2.00');
    expect(decimals(4).test(floor.bought.average_fill_price), `average_fill_price is ${floor.bought.average_fill_price}`);
    equal(floor.bought.remaining_count, '0.00', 'what remains of a filled order');

    const unmatched = await floor.create({ time_in_force: 'immediate_or_cancel' });
    equal([unmatched.fill_count, unmatched.remaining_count], ['0.00', '0.00'], 'an immediate order without a match');

    const killed = await floor.create({ price: '0.9900', time_in_force: 'fill_or_kill' });
    equal(killed.fill_count, '1.00', 'a fill-or-kill');
    const part = await floor.create({ price: '0.9900', count: '0.25', time_in_force: 'immediate_or_cancel' });
    equal(part.fill_count, '0.25', 'a quarter of a contract');
    const reducing = await floor.create({ side: 'ask', count: '1.00', reduce_only: true, time_in_force: 'immediate_or_cancel' });
    equal(reducing.fill_count, '1.00', 'a sale that reduces');
    for (const shard of [undefined, -1]) await floor.create({ exchange_index: shard, market: floor.other, price: '0.9900', time_in_force: 'immediate_or_cancel' });
  },

  async CreateBatchAsync({ venue, floor }) {
    const batch = await venue.call('batchCreateOrdersV2', { batchCreateOrdersV2Request: { orders: [floor.order(), floor.order({ price: '0.0150' })] } });
    equal(batch.orders.map(row => row.error?.code ?? 'made'), ['made', 'invalid_price'], 'a batch of a good order and a bad one');
  },

  async GetOrderAsync({ venue, floor }) {
    const { order } = await eventually(async () => {
      const answer = await venue.send('getOrder', { orderId: floor.bought.order_id });
      return answer.status === 200 && answer.data.order.status === 'executed' ? answer.data : undefined;
    }, 'the order is executed');
    equal([order.outcome_side, order.book_side, order.type, order.initial_count_fp, order.fill_count_fp, order.remaining_count_fp],
      ['yes', 'bid', 'limit', '2.00', '2.00', '0.00'], 'an executed order');
    equal(order.yes_price_dollars, '0.9900', 'an order keeps its own limit');
    expect(decimals(6).test(order.taker_fill_cost_dollars) && decimals(6).test(order.taker_fees_dollars), `cost is ${order.taker_fill_cost_dollars}`);
  },

  async ListOrdersAsync({ venue, floor }) {
    const { orders } = await venue.call('getOrders', { ticker: floor.main.ticker, status: 'resting', subaccount: 0, limit: 1000 });
    const row = orders.find(one => one.order_id === floor.resting.order_id);
    equal([row?.client_order_id, row?.remaining_count_fp, row?.status], [floor.resting.client_order_id, '5.00', 'resting'], 'the resting order in the listing');
    expect(row.expiration_time && row.cancel_order_on_pause === true && row.self_trade_prevention_type === 'maker', 'the listing lost what the order said');
  },

  async ListAllOrdersAsync({ venue }) {
    const rows = await pages(venue, 'getOrders', 'orders', { subaccount: 0 }, row => row.order_id, 3);
    expect(rows.length > 3, `${rows.length} orders are no two pages`);
  },

  async DecreaseAsync({ venue, floor }) {
    const args = { orderId: floor.resting.order_id, subaccount: 0 };
    const route = { exchange_index: floor.main.exchange_index, market_ticker: floor.main.ticker };
    const by = await venue.call('decreaseOrderV2', { ...args, decreaseOrderV2Request: { reduce_by: '2.00', ...route } });
    equal([by.order_id, by.remaining_count], [floor.resting.order_id, '3.00'], 'decreased by two');
    const to = await venue.call('decreaseOrderV2', { ...args, decreaseOrderV2Request: { reduce_to: '1.00', ...route } });
    equal(to.remaining_count, '1.00', 'decreased to one');
  },

  async AmendAsync({ venue, floor }) {
    const amended = await venue.call('amendOrderV2', { orderId: floor.resting.order_id, subaccount: 0, amendOrderV2Request: { ticker: floor.main.ticker, side: 'bid', price: '0.0200', count: '4.00', exchange_index: floor.main.exchange_index } });
    equal(amended.order_id, floor.resting.order_id, 'an amended order');
    await venue.call('getPortfolioRestingOrderTotalValue');
  },

  async GetQueuePositionAsync({ venue, floor }) {
    const { queue_position_fp: ahead } = await venue.call('getOrderQueuePosition', { orderId: floor.resting.order_id });
    expect(decimals(2).test(ahead), `queue_position_fp is ${ahead}`);
  },

  async ListQueuePositionsAsync({ venue, floor }) {
    const { queue_positions: rows } = await venue.call('getOrderQueuePositions', { marketTickers: floor.main.ticker, subaccount: 0 });
    equal(rows.find(row => row.order_id === floor.resting.order_id)?.market_ticker, floor.main.ticker, 'the market of the resting order');
  },

  async CancelOrderAsync({ floor }) {
    const { status, data } = await floor.cancel(floor.resting.order_id);
    equal([status, data.order_id, data.reduced_by], [200, floor.resting.order_id, '4.00'], 'a cancel');
    const byTicker = await floor.create();
    equal((await floor.venue.send('cancelOrderV2', { orderId: byTicker.order_id, marketTicker: floor.main.ticker })).status, 200, 'a cancel that is routed by its market');
  },

  async CancelBatchAsync({ venue, floor }) {
    const [one, two] = [await floor.create(), await floor.create({ market: floor.other })];
    const item = (orderId, market) => ({ order_id: orderId, subaccount: 0, exchange_index: market.exchange_index, market_ticker: market.ticker });
    const { orders } = await venue.call('batchCancelOrdersV2', { batchCancelOrdersV2Request: { orders: [
      item(one.order_id, floor.main), item(two.order_id, floor.other), item('00000000-0000-4000-8000-000000000000', floor.main)] } });
    equal(orders.map(row => [row.reduced_by, row.error?.code ?? 'done']), [['1.00', 'done'], ['1.00', 'done'], ['0.00', 'not_found']], 'a batch of two orders and an unknown one');
  },

  async CancelAllAsync({ venue, floor }) {
    await floor.create();
    await floor.create({ market: floor.other });
    equal(await venue.call('cancelAllOrders', { subaccount: 0 }), '', 'the body of 204');
    await eventually(async () => (await venue.call('getOrders', { status: 'resting', subaccount: 0 })).orders.length === 0, 'nothing rests');
  },

  async CreateOrderGroupAsync({ floor }) {
    const group = await floor.group(10);
    equal([group.subaccount, group.exchange_index], [0, floor.main.exchange_index], 'where a group lives');
    floor.groupId = group.order_group_id;
  },

  async ListOrderGroupsAsync({ venue, floor }) {
    const { order_groups: groups } = await venue.call('getOrderGroups', { subaccount: 0 });
    equal(groups.find(row => row.id === floor.groupId)?.contracts_limit_fp, '10.00', 'the limit of the group in the listing');
  },

  async SetOrderGroupLimitAsync({ venue, floor }) {
    await venue.call('updateOrderGroupLimit', { ...floor.onGroup(floor.groupId), updateOrderGroupLimitRequest: { contracts_limit: 20 } });
    equal((await venue.call('getOrderGroup', floor.readGroup(floor.groupId))).contracts_limit_fp, '20.00', 'the limit afterwards');
  },

  async TriggerOrderGroupAsync({ venue, floor }) {
    const ack = await floor.create({ order_group_id: floor.groupId });
    equal((await venue.call('getOrderGroup', floor.readGroup(floor.groupId))).orders, [ack.order_id], 'the orders of the group');
    await venue.call('triggerOrderGroup', floor.onGroup(floor.groupId));
    await eventually(async () => (await venue.call('getOrder', { orderId: ack.order_id })).order.status === 'canceled', 'the order of a triggered group is cancelled');
  },

  async ResetOrderGroupAsync({ venue, floor }) {
    await venue.call('resetOrderGroup', floor.onGroup(floor.groupId));
    floor.grouped = await floor.create({ order_group_id: floor.groupId });
  },

  async GetOrderGroupAsync({ venue, floor }) {
    const group = await venue.call('getOrderGroup', floor.readGroup(floor.groupId));
    equal([group.orders, group.exchange_index], [[floor.grouped.order_id], floor.main.exchange_index], 'the group');
  },

  async DeleteOrderGroupAsync({ venue, floor }) {
    await venue.call('deleteOrderGroup', floor.onGroup(floor.groupId));
    await eventually(async () => (await venue.call('getOrder', { orderId: floor.grouped.order_id })).order.status === 'canceled', 'the order of a deleted group is cancelled');
  },

  async ListFillsAsync({ venue, floor }) {
    const fills = await eventually(async () => {
      const answer = await venue.call('getFills', { orderId: floor.bought.order_id, subaccount: 0, limit: 1000 });
      return answer.fills.length > 0 ? answer.fills : undefined;
    }, 'the fill is listed');
    const total = fills.reduce((sum, row) => sum + Math.round(Number(row.count_fp) * 100), 0);
    equal(total, 200, 'hundredths filled');
    for (const row of fills) {
      equal([row.order_id, row.fill_id === row.trade_id, row.outcome_side, row.book_side, row.is_taker], [floor.bought.order_id, true, 'yes', 'bid', true], 'a fill');
      expect(!('client_order_id' in row), 'a fill with a client id');
    }
  },

  async ListAllFillsAsync({ venue }) {
    const rows = await pages(venue, 'getFills', 'fills', { subaccount: 0 }, row => `${row.fill_id} ${row.order_id}`, 2);
    expect(rows.length > 2, `${rows.length} fills are no two pages`);
  },

  async ListPositionsAsync({ venue, floor }) {
    await floor.create({ market: floor.second, side: 'ask', time_in_force: 'immediate_or_cancel' });
    const rows = await eventually(async () => {
      const { market_positions: positions } = await venue.call('getPositions', { countFilter: 'position', subaccount: 0, limit: 1000 });
      return positions.some(row => row.ticker === floor.second.ticker) ? positions : undefined;
    }, 'the position is listed');
    equal(rows.find(row => row.ticker === floor.second.ticker).position_fp, '-1.00', 'a sale without a position is a position in NO');
    expect(Number(rows.find(row => row.ticker === floor.main.ticker).position_fp) > 0, 'what was bought is no position in YES');
  },

  async ListAllPositionsAsync({ venue }) {
    const rows = await pages(venue, 'getPositions', 'market_positions', { countFilter: 'position', subaccount: 0 }, row => row.ticker, 1);
    expect(rows.length > 1, `${rows.length} positions are no two pages`);
  },

  async ListSettlementsAsync({ venue, floor }) {
    await floor.buy(floor.settling);
    await floor.control({ command: 'determine', ticker: floor.settling.ticker, value: '1.0000' });
    const row = await eventually(async () => {
      const { settlements } = await venue.call('getSettlements', { subaccount: 0, limit: 1000 });
      return settlements.find(one => one.ticker === floor.settling.ticker);
    }, `${floor.settling.ticker} is settled`, 60);
    equal([row.market_result, row.yes_count_fp, row.revenue, row.exchange_index], ['yes', '1.00', 100, floor.settling.exchange_index], 'the settlement');
    equal((await venue.call('getMarket', { ticker: floor.settling.ticker })).market.status, 'finalized', 'the status of a settled market');
  },

  async ListAllSettlementsAsync({ venue, floor }) {
    const rows = await pages(venue, 'getSettlements', 'settlements', { subaccount: 0 }, row => row.ticker, 1);
    expect(rows.some(row => row.ticker === floor.settling.ticker), 'the settlement is on no page');
  },
};
