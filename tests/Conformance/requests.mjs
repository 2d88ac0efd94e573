// The requests of our adapter, held against a specification file and the official client: node requests.mjs RECORDED SPEC
// RECORDED is a JSON array of { call, method, path, query, body, status, violations } as a validating server answered them.
// What is newer than the file must be in the client's types. The last line is "requests N of N accepted, …".
import { readFileSync } from 'node:fs';
import yaml from 'js-yaml';
import { findOperation, unknownFields, version, violations } from './lib/types.mjs';

const [recordedFile, specificationFile] = process.argv.slice(2);
if (!specificationFile) {
  console.error('usage: node requests.mjs RECORDED SPEC');
  process.exit(2);
}

const recorded = JSON.parse(readFileSync(recordedFile, 'utf8'));
const specification = yaml.load(readFileSync(specificationFile, 'utf8'));
const prefix = new URL(specification.servers[0].url).pathname;
const newer = new Map();
let accepted = 0;
let failed = 0;

function resolve(node) {
  while (node?.$ref) node = node.$ref.slice(2).split('/').reduce((at, part) => at[part], specification);
  return node;
}

/** The operation of the file behind a method and a path, with its parameters; undefined when there is none. */
function specified(method, path) {
  const parts = path.split('/');
  const template = Object.keys(specification.paths)
    .filter(one => { const pattern = one.split('/'); return pattern.length === parts.length && pattern.every((part, i) => part.startsWith('{') || part === parts[i]); })
    .sort((a, b) => a.split('{').length - b.split('{').length)[0];
  const item = specification.paths[template];
  const operation = item?.[method.toLowerCase()];
  return operation && { operation, parameters: [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(resolve) };
}

function unknownBody(schema, value, path = '') {
  schema = resolve(schema);
  if (!schema || value === null || typeof value !== 'object') return [];
  if (Array.isArray(value)) return value.flatMap((item, i) => unknownBody(schema.items, item, `${path}/${i}`));
  if (!schema.properties) return [];
  return Object.entries(value).flatMap(([name, inner]) => (name in schema.properties ? unknownBody(schema.properties[name], inner, `${path}/${name}`) : [`${path}/${name}`]));
}

/** What a request uses that the file does not know; null for an operation that it does not know. */
function newerThanFile({ method, path, query, body }) {
  const known = specified(method, path);
  if (!known) return null;
  const schema = known.operation.requestBody && resolve(known.operation.requestBody).content['application/json'].schema;
  return [
    ...query.map(one => one.name).filter(name => !known.parameters.some(one => one.in === 'query' && one.name === name)).map(name => `?${name}`),
    ...unknownBody(schema, body).map(field => field.replace(/\/\d+/g, '')),
  ];
}

/** How a request breaks the client's types. */
function againstClient({ method, path, query, body }) {
  const operation = findOperation(method, path);
  if (!operation) return [`the client ${version} has no ${method} ${path}`];
  const problems = query.map(one => one.name).filter(name => !operation.query.includes(name)).map(name => `the client's ${operation.name} has no ?${name}`);
  if (operation.body && body === null) problems.push(`${operation.name} without a body`);
  if (operation.body && body !== null) problems.push(...violations(operation.body, body), ...unknownFields(operation.body, body).map(field => `${operation.body} has no ${field}`));
  if (!operation.body && body !== null) problems.push(`${operation.name} has no body`);
  return problems;
}

for (const request of recorded) {
  const problems = [];
  if (!request.path.startsWith(`${prefix}/`)) problems.push(`the path does not begin with ${prefix}`);
  const here = { ...request, path: request.path.slice(prefix.length) };
  const unknown = newerThanFile(here);
  if (unknown === null) newer.set(`${here.method} ${findOperation(here.method, here.path)?.path ?? here.path}`, 'the operation');
  else {
    for (const part of unknown) newer.set(`${here.method} ${findOperation(here.method, here.path)?.path ?? here.path} ${part}`, 'a part');
    if (request.status < 200 || request.status > 299) problems.push(`status ${request.status}`);
    problems.push(...request.violations);
  }
  problems.push(...againstClient(here));
  if (problems.length === 0) accepted++;
  else {
    failed++;
    console.log(`  FAILED  ${request.call}: ${here.method} ${here.path}${here.query.map((one, i) => `${i === 0 ? '?' : '&'}${one.name}=${one.value}`).join('')} ${here.body === null ? '' : JSON.stringify(here.body)}: ${problems.join('; ')}`);
  }
}

for (const [what, kind] of [...newer].sort()) console.log(`  newer than the specification file, held against the client ${version}: ${what} (${kind})`);
console.log(`requests ${accepted} of ${recorded.length} accepted by the specification ${specification.info.version} and the client ${version}; ${newer.size} newer than the specification file`);
process.exit(failed === 0 && recorded.length > 0 ? 0 : 1);
