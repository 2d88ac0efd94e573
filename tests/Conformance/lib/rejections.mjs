// One case for each row of rejections.json: it provokes the rejection with the official client and gives the answer.
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { equal, eventually, expect } from './venue.mjs';

const createOrders = 'POST /portfolio/events/orders';

function otherKey() {
  return generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } }).privateKey;
}

/** Signs with a clock that is off: the client reads Date.now. */
async function atAnotherTime(offsetMs, act) {
  const now = Date.now;
  Date.now = () => now() + offsetMs;
  try {
    return await act();
  } finally {
    Date.now = now;
  }
}

async function amend(floor, change) {
  const { order_id: orderId } = await floor.create({ count: '2.00' });
  const request = { ticker: floor.main.ticker, side: 'bid', price: '0.0200', count: '2.00', exchange_index: floor.main.exchange_index, ...change };
  const answer = await floor.venue.send('amendOrderV2', { orderId, subaccount: 0, amendOrderV2Request: request });
  await floor.cancel(orderId);
  return answer;
}

async function whilePaused(floor, what, act) {
  const shard = floor.main.exchange_index;
  await floor.control({ command: what, exchange_index: shard, paused: true });
  try {
    const status = await floor.venue.call('getExchangeStatus');
    const ours = status.exchange_index_statuses.find(row => row.exchange_index === shard);
    expect(!ours.trading_active, 'the status does not show the pause');
    return await act();
  } finally {
    await floor.control({ command: what, exchange_index: shard, paused: false });
  }
}

/** An order whose answer was lost is at the venue all the same: the listing shows it by its client id. */
async function createUnderFault(floor, kind, more) {
  const order = floor.order();
  await floor.fault(kind, createOrders, more);
  const answer = await floor.venue.send('createOrderV2', { createOrderV2Request: order });
  const arrived = await eventually(async () => {
    const { orders } = await floor.venue.call('getOrders', { ticker: floor.main.ticker, subaccount: 0, limit: 1000 });
    return orders.find(row => row.client_order_id === order.client_order_id);
  }, 'the order that was done is listed');
  await floor.cancel(arrived.order_id);
  return answer;
}

export const rejections = {
  async 'client id of a resting order'({ floor }) {
    const id = randomUUID();
    const { order_id: orderId } = await floor.create({ client_order_id: id });
    const answer = await floor.tryCreate({ client_order_id: id });
    await floor.cancel(orderId);
    return answer;
  },

  async 'client id of a cancelled order'({ floor }) {
    const id = randomUUID();
    const { order_id: orderId } = await floor.create({ client_order_id: id });
    equal((await floor.cancel(orderId)).status, 200, 'the cancel');
    return floor.tryCreate({ client_order_id: id });
  },

  async 'client id of a killed fill-or-kill'({ floor }) {
    const id = randomUUID();
    await floor.tryCreate({ client_order_id: id, time_in_force: 'fill_or_kill' });
    return floor.tryCreate({ client_order_id: id });
  },

  'not enough cash': ({ floor }) => floor.tryCreate({ count: '1000000.00' }),

  'no cash on the shard': async ({ floor, venue }) => {
    expect(floor.unfunded.length > 0, 'every shard has cash');
    return floor.tryCreate({ exchange_index: floor.unfunded[0] });
  },

  'price off the grid': ({ floor }) => floor.tryCreate({ price: '0.5150' }),

  'price of a dollar': ({ floor }) => floor.tryCreate({ price: '1.0000' }),

  'post-only that crosses': ({ floor }) => floor.tryCreate({ price: '0.9900', post_only: true }),

  'fill-or-kill without volume': ({ floor }) => floor.tryCreate({ time_in_force: 'fill_or_kill' }),

  async 'cancel of a cancelled order'({ floor }) {
    const { order_id: orderId } = await floor.create();
    equal((await floor.cancel(orderId)).status, 200, 'the first cancel');
    return floor.cancel(orderId);
  },

  'cancel of an executed order': async ({ floor }) => floor.cancel((await floor.buy(floor.main)).order_id),

  'cancel of an unknown order': ({ floor }) => floor.cancel(randomUUID()),

  async 'cancel without a route'({ floor, venue }) {
    const market = [floor.main, floor.other].find(one => one.exchange_index !== 0);
    const { order_id: orderId } = await floor.create({ market });
    const answer = await venue.send('cancelOrderV2', { orderId });
    equal((await floor.cancel(orderId, market)).status, 200, 'the cancel that names the market');
    return answer;
  },

  'create on another shard': ({ floor }) => floor.tryCreate({ exchange_index: floor.other.exchange_index }),

  'create on a shard that is none': ({ floor }) => floor.tryCreate({ exchange_index: 40 }),

  'count of zero': ({ floor }) => floor.tryCreate({ count: '0.00' }),

  'count finer than a hundredth': ({ floor }) => floor.tryCreate({ count: '1.005' }),

  'amend to the other side': ({ floor }) => amend(floor, { side: 'ask', price: '0.9900' }),

  'amend to another market': ({ floor }) => {
    const market = [floor.second, floor.pausing, floor.closing, floor.settling].find(one => one.exchange_index === floor.main.exchange_index);
    return amend(floor, { ticker: market.ticker });
  },

  'amend of another client id': ({ floor }) => amend(floor, { client_order_id: randomUUID() }),

  'expiration on an immediate order': ({ floor }) => floor.tryCreate({ time_in_force: 'immediate_or_cancel', expiration_time: 4_000_000_000 }),

  'expiration in the past': ({ floor }) => floor.tryCreate({ expiration_time: 1_600_000_000 }),

  async 'decrease by and to'({ floor, venue }) {
    const { order_id: orderId } = await floor.create({ count: '3.00' });
    const answer = await venue.send('decreaseOrderV2', { orderId, subaccount: 0, decreaseOrderV2Request: { reduce_by: '1.00', reduce_to: '1.00', exchange_index: floor.main.exchange_index } });
    await floor.cancel(orderId);
    return answer;
  },

  'market that does not exist': ({ floor }) => floor.tryCreate({ ticker: 'KXNBAGAME-26OCT17NONONE-ONE' }),

  async 'create in a paused market'({ floor, venue }) {
    await floor.control({ command: 'market', ticker: floor.pausing.ticker, active: false });
    try {
      equal((await venue.call('getMarket', { ticker: floor.pausing.ticker })).market.status, 'inactive', 'the status of a paused market');
      return await floor.tryCreate({ market: floor.pausing });
    } finally {
      await floor.control({ command: 'market', ticker: floor.pausing.ticker, active: true });
    }
  },

  async 'create in a closed market'({ floor, venue }) {
    floor.caught = await floor.create({ market: floor.closing });
    await floor.control({ command: 'close', ticker: floor.closing.ticker });
    await eventually(async () => (await venue.call('getMarket', { ticker: floor.closing.ticker })).market.status === 'closed', 'the market is closed');
    return floor.tryCreate({ market: floor.closing });
  },

  async 'cancel in a closed market'({ floor, venue }) {
    await eventually(async () => (await venue.call('getOrder', { orderId: floor.caught.order_id })).order.status === 'canceled', 'the close cancels what rests');
    return floor.cancel(floor.caught.order_id, floor.closing);
  },

  'create in a trading pause': ({ floor }) => whilePaused(floor, 'pause_trading', async () => {
    return floor.tryCreate();
  }),

  'create in an exchange pause': ({ floor }) => whilePaused(floor, 'pause_exchange', () => floor.tryCreate()),

  async 'cancel in an exchange pause'({ floor }) {
    const { order_id: orderId } = await floor.create();
    const answer = await whilePaused(floor, 'pause_exchange', () => floor.cancel(orderId));
    equal((await floor.cancel(orderId)).status, 200, 'the cancel after the pause');
    return answer;
  },

  async 'create in a triggered group'({ floor, venue }) {
    const { order_group_id: id } = await floor.group();
    await venue.call('triggerOrderGroup', floor.onGroup(id));
    const answer = await floor.tryCreate({ order_group_id: id });
    await venue.call('deleteOrderGroup', floor.onGroup(id));
    return answer;
  },

  'group that does not exist': ({ floor }) => floor.tryCreate({ order_group_id: randomUUID() }),

  async 'position above the market\'s limit'({ floor, venue }) {
    const { market_positions: positions } = await venue.call('getPositions', { ticker: floor.main.ticker, subaccount: 0 });
    const held = Number(positions.find(row => row.ticker === floor.main.ticker)?.position_fp ?? 0);
    await floor.control({ command: 'position_limit', contracts: (Math.max(0, held) + 2).toFixed(2) });
    try {
      const { order_id: orderId } = await floor.create({ count: '2.00' });
      const answer = await floor.tryCreate({ count: '0.01' });
      await floor.cancel(orderId);
      return answer;
    } finally {
      await floor.control({ command: 'position_limit' });
    }
  },

  async 'unavailable before it was done'({ floor, venue }) {
    const order = floor.order();
    await floor.fault('error_before_accept', createOrders);
    const answer = await venue.send('createOrderV2', { createOrderV2Request: order });
    const { order_id: orderId } = await venue.call('createOrderV2', { createOrderV2Request: order });
    await floor.cancel(orderId);
    return answer;
  },

  'unavailable after it was done': ({ floor }) => createUnderFault(floor, 'error_after_accept'),

  'internal error after it was done': ({ floor }) => createUnderFault(floor, 'error_after_accept', { status: 500 }),

  "gateway's page after it was done": ({ floor }) => createUnderFault(floor, 'html_after_accept'),

  'no answer after it was done': ({ floor }) => createUnderFault(floor, 'dropped_reply'),

  async 'out of tokens'({ floor, venue }) {
    const { write } = await venue.call('getAccountApiLimits');
    const orders = Array.from({ length: Math.floor(write.bucket_capacity / 10) + 1 }, () => floor.order());
    const answer = await venue.send('batchCreateOrdersV2', { batchCreateOrdersV2Request: { orders } });
    equal((await venue.call('getOrders', { ticker: floor.main.ticker, status: 'resting', subaccount: 0 })).orders.length, 0, 'orders of a batch that was not paid for');
    return answer;
  },

  async 'too many requests'({ floor }) {
    await floor.fault('too_many_requests', createOrders);
    return floor.tryCreate();
  },

  'no signature': ({ venue }) => venue.as(undefined, undefined).send('getBalance'),

  'signature of another key': ({ venue }) => venue.as(venue.keyId, otherKey()).send('getBalance'),

  'signature over the query': ({ venue }) => venue.raw('GET', '/portfolio/orders?limit=1', { signedPath: '/portfolio/orders?limit=1' }),

  'key that is unknown': ({ venue }) => venue.as(randomUUID(), venue.pem).send('getBalance'),

  'time stamp too old': ({ venue }) => atAnotherTime(-60_000, () => venue.send('getBalance')),

  'time stamp too far ahead': ({ venue }) => atAnotherTime(60_000, () => venue.send('getBalance')),

  'legacy create': ({ venue }) => venue.raw('POST', '/portfolio/orders', { data: { ticker: 'X', side: 'yes', action: 'buy', count: 1, yes_price: 1 } }),

  'legacy cancel': ({ venue }) => venue.raw('DELETE', `/portfolio/orders/${randomUUID()}`),

  'legacy amend': ({ venue }) => venue.raw('POST', `/portfolio/orders/${randomUUID()}/amend`, { data: {} }),

  'legacy decrease': ({ venue }) => venue.raw('POST', `/portfolio/orders/${randomUUID()}/decrease`, { data: {} }),

  'legacy batch': ({ venue }) => venue.raw('POST', '/portfolio/orders/batched', { data: { orders: [] } }),

  'page too large': ({ venue }) => venue.send('getMarkets', { limit: 1001 }),

  'count that is a number': ({ floor }) => floor.tryCreate({ count: 1 }),

  'price that is a number': ({ floor }) => floor.tryCreate({ price: 0.01 }),

  'body without a required field': ({ floor }) => floor.tryCreate({ self_trade_prevention_type: undefined }),

  'body that is no JSON': ({ venue }) => venue.raw('POST', '/portfolio/events/orders', { data: '{"ticker":' }),

  'group without a limit': ({ venue }) => venue.send('createOrderGroup', { createOrderGroupRequest: { subaccount: 0 } }),
};
