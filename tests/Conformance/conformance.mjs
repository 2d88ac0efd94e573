// The official client against the venue: node conformance.mjs BASE KEY_ID KEY_FILE METHOD…
// One case for each method of our adapter, one for each row of rejections.json; every answer fits the client's own types.
// The last line is "endpoints N of N, rejections N of N"; the exit code is 0 when nothing is missing and nothing differs.
import { readFileSync } from 'node:fs';
import { version } from './lib/types.mjs';
import { Venue, Expectation, errorOf, shapeOf } from './lib/venue.mjs';
import { Floor } from './lib/floor.mjs';
import { endpoints } from './lib/endpoints.mjs';
import { rejections } from './lib/rejections.mjs';

const [base, keyId, keyFile, ...methods] = process.argv.slice(2);
if (methods.length === 0) {
  console.error('usage: node conformance.mjs BASE KEY_ID KEY_FILE METHOD…');
  process.exit(2);
}

const rows = JSON.parse(readFileSync(new URL('rejections.json', import.meta.url), 'utf8'));
const vocabulary = JSON.parse(readFileSync(new URL('fix-vocabulary.json', import.meta.url), 'utf8'));
const venue = new Venue(base, keyId, readFileSync(keyFile, 'utf8'));
const floor = new Floor(venue);
const failures = [];

function fail(name, why) {
  failures.push(name);
  console.log(`  FAILED  ${name}: ${why}`);
}

async function attempt(name, act) {
  const violationsBefore = venue.found.length;
  try {
    await act();
  } catch (error) {
    fail(name, error instanceof Expectation ? error.message : error.stack);
    return false;
  }
  if (venue.found.length === violationsBefore) return true;
  fail(name, `answers break the types of the client: ${venue.found.slice(violationsBefore).join('; ')}`);
  return false;
}

/** Whether an answer is what its row says. */
function compare(row, { status, data, reason }) {
  const error = errorOf(data);
  const actual = { status, shape: shapeOf(data), code: error.code, message: error.message, details: error.details };
  for (const field of ['status', 'shape', 'code', 'message', 'details']) {
    if (field in row && row[field] !== actual[field]) throw new Expectation(`${field} is ${JSON.stringify(actual[field])}, not ${JSON.stringify(row[field])} (${JSON.stringify(data ?? reason)?.slice(0, 200)})`);
  }
}

console.log(`kalshi-typescript ${version} against ${base}`);
await floor.open();
console.log(`markets: ${floor.main.ticker} (shard ${floor.main.exchange_index}), ${floor.other.ticker} (shard ${floor.other.exchange_index})`);

let endpointsPassed = 0;
for (const name of Object.keys(endpoints)) {
  if (!methods.includes(name)) fail(name, 'a case without a method of the adapter');
  else if (await attempt(name, () => endpoints[name]({ venue, floor }))) endpointsPassed++;
}
for (const name of methods) if (!(name in endpoints)) fail(name, 'a method of the adapter without a case');

await venue.call('cancelAllOrders', { subaccount: 0 });
let rejectionsPassed = 0;
for (const row of rows) {
  if (!(row.name in rejections)) fail(row.name, 'a row without a case');
  else if (await attempt(row.name, async () => compare(row, await rejections[row.name]({ venue, floor })))) rejectionsPassed++;
}
for (const name of Object.keys(rejections)) if (!rows.some(row => row.name === name)) fail(name, 'a case without a row');

console.log(`${vocabulary.title}: ${vocabulary.words.map(word => `${word.code} (${word.name}; over REST ${word.rest})`).join('; ')}`);
console.log(`${venue.checked} answers held against the types of the client, ${venue.found.length} violations; ${venue.proved.size} operations of the client answered with success`);
if (failures.length > 0) console.log(`${failures.length} failed: ${failures.join('; ')}`);
console.log(`endpoints ${endpointsPassed} of ${methods.length}, rejections ${rejectionsPassed} of ${rows.length}`);
process.exit(failures.length === 0 && endpointsPassed === methods.length && rejectionsPassed === rows.length ? 0 : 1);
