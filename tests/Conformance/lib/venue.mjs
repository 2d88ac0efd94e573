// The official client, as it comes, with every answer held against the client's own types.
import { createRequire } from 'node:module';
import { operations, violations } from './types.mjs';

const require = createRequire(import.meta.url);
const kalshi = require('kalshi-typescript');
const { KalshiAuth } = require('kalshi-typescript/dist/auth.js');
// The client's own axios: another copy would not be the client's transport.
const axios = createRequire(require.resolve('kalshi-typescript'))('axios');

const timeoutMs = 20_000;

/** What an answer is, whatever its status: the venue's four shapes of an error, a page, or nothing. */
export function shapeOf(data) {
  if (data === undefined || data === '') return 'none';
  if (typeof data === 'string') return data.includes('<html') ? 'html' : 'text';
  if (typeof data.error === 'string') return 'busy';
  if (typeof data.error === 'object' && data.error !== null) return 'nested';
  if (typeof data.msg === 'string') return 'msg';
  return typeof data.code === 'string' ? 'flat' : 'unknown';
}

/** What an error says: code, message and details, wherever they stand. */
export function errorOf(data) {
  const shape = shapeOf(data);
  if (shape === 'nested') return data.error;
  if (shape === 'msg') return { message: data.msg };
  return shape === 'flat' ? data : {};
}

export class Venue {
  /** Every way in which an answer broke a type. */
  found = [];
  /** How many answers were held against a type. */
  checked = 0;
  /** Operations that answered with success at least once. */
  proved = new Set();

  constructor(base, keyId, pem) {
    this.base = base;
    this.keyId = keyId;
    this.pem = pem;
    this.root = new URL(base).origin;
    this.auth = new KalshiAuth(keyId, pem);
  }

  /** The same venue for somebody with another key, or with none. */
  as(keyId, pem) {
    const other = new Venue(this.base, keyId, pem);
    other.found = this.found;
    return other;
  }

  #api(name) {
    const transport = axios.create({ validateStatus: () => true, timeout: timeoutMs });
    const configuration = new kalshi.Configuration({ apiKey: this.keyId, privateKeyPem: this.pem, basePath: this.base });
    return new kalshi[name](configuration, this.base, transport);
  }

  /** Calls an operation of the client with its parameters by name; the answer whatever its status, 0 for none. */
  async send(name, args = {}) {
    const operation = operations.get(name);
    if (!operation) throw new Error(`the client has no operation ${name}`);
    for (const key of Object.keys(args)) if (!operation.parameters.some(one => one.name === key)) throw new Error(`${name} has no parameter ${key}`);
    const answer = await this.#answer(this.#api(operation.api)[name](...operation.parameters.map(one => args[one.name])));
    this.#check(operation, answer);
    return answer;
  }

  /** The same where success is expected. */
  async call(name, args = {}) {
    const answer = await this.send(name, args);
    if (answer.status < 200 || answer.status > 299) throw new Error(`${name} answered ${answer.status} ${JSON.stringify(answer.data)?.slice(0, 300)}`);
    return answer.data;
  }

  /** What the client has no operation for, through its transport and its signature. */
  async raw(method, path, { data, headers, signedPath } = {}) {
    const transport = axios.create({ validateStatus: () => true, timeout: timeoutMs });
    const signed = this.auth.generateAuthHeaders(method, new URL(this.base).pathname + (signedPath ?? path.split('?')[0]));
    return this.#answer(transport.request({ method, url: this.base + path, data, headers: { 'Content-Type': 'application/json', ...signed, ...headers } }));
  }

  /** What is not the venue's but its operator's: faults and control. */
  async operate(path, data, method = 'POST') {
    const transport = axios.create({ validateStatus: () => true, timeout: timeoutMs });
    const answer = await this.#answer(transport.request({ method, url: this.root + path, data }));
    if (answer.status < 200 || answer.status > 299) throw new Error(`${method} ${path} answered ${answer.status} ${JSON.stringify(answer.data)}`);
    return answer.data;
  }

  async #answer(promise) {
    try {
      const { status, data, headers } = await promise;
      return { status, data, type: String(headers['content-type'] ?? '') };
    } catch (error) {
      // Nothing came back; anything else is a fault of the test.
      if (error.isAxiosError && !error.response) return { status: 0, data: undefined, type: '', reason: error.code };
      throw error;
    }
  }

  #check(operation, { status, data, type }) {
    if (status === 0 || shapeOf(data) === 'html') return;
    this.checked++;
    const success = status >= 200 && status <= 299;
    const problems = success ? violations(operation.response, data) : this.#errorViolations(data);
    if (status !== 204 && !type.startsWith('application/json')) problems.push(`content-type is '${type}'`);
    for (const problem of problems) this.found.push(`${operation.name} ${status} ${success ? operation.response : 'ErrorResponse'} ${problem}`);
    if (success) this.proved.add(operation.name);
  }

  // The client's type of an error has code, message and details; on the wire they stand in "error" or at the top.
  #errorViolations(data) {
    const shape = shapeOf(data);
    if (shape === 'busy' || shape === 'msg') return [];
    if (shape !== 'nested' && shape !== 'flat') return [`/: an error of no known shape: ${JSON.stringify(data)?.slice(0, 200)}`];
    const error = errorOf(data);
    const problems = violations('ErrorResponse', error);
    for (const field of ['code', 'message']) if (typeof error[field] !== 'string') problems.push(`/${field}: missing`);
    return problems;
  }
}

export class Expectation extends Error {}

export function expect(condition, what) {
  if (!condition) throw new Expectation(what);
}

export function equal(actual, expected, what) {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Expectation(`${what}: ${a} is not ${b}`);
}

/** Looks again until it is so; the venue's reads may lag its acks. */
export async function eventually(look, what, seconds = 30) {
  const end = Date.now() + seconds * 1_000;
  for (;;) {
    const value = await look();
    if (value) return value;
    if (Date.now() > end) throw new Expectation(`${what}: not within ${seconds} s`);
    await new Promise(done => setTimeout(done, 200));
  }
}
