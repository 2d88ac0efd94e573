// What the official package says about every operation: its method and path, its parameters, and the types of its request
// and its answers. The types are read from the .d.ts files of the installed package and become JSON Schemas.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { createGenerator } from 'ts-json-schema-generator';
import Ajv from 'ajv';

const require = createRequire(import.meta.url);
const dist = dirname(require.resolve('kalshi-typescript'));

export const version = JSON.parse(readFileSync(join(dist, '..', 'package.json'), 'utf8')).version;

const schema = createGenerator({
  path: join(dist, 'index.d.ts'), type: '*', skipTypeCheck: true, expose: 'export', jsDoc: 'none', additionalProperties: true,
}).createSchema('*');

// The generator reads "typeof X[keyof typeof X]" as the values of X or anything at all; the values are the enumeration.
for (const [name, definition] of Object.entries(schema.definitions)) {
  const values = definition.anyOf?.filter(one => typeof one.const === 'string').map(one => one.const);
  if (values?.length > 0 && definition.anyOf.every(one => 'const' in one || Object.keys(one).length === 0)) schema.definitions[name] = { enum: values };
}

const ajv = new Ajv({ allErrors: true, strict: false });
ajv.addSchema(schema, 'kalshi');

// "createOrderV2(createOrderV2Request: CreateOrderV2Request, options?: …): Promise<import("axios").AxiosResponse<CreateOrderV2Response, any, …>>;"
const signature = /^ {4}(\w+)\((.*?)(?:, )?options\?: RawAxiosRequestConfig\): Promise<import\("axios"\)\.AxiosResponse<([\w<>]+)/gm;

function readOperations() {
  const operations = new Map();
  for (const file of readdirSync(join(dist, 'api')).filter(name => name.endsWith('-api.d.ts'))) {
    const types = readFileSync(join(dist, 'api', file), 'utf8');
    const code = readFileSync(join(dist, 'api', file.replace('.d.ts', '.js')), 'utf8');
    const api = /export declare class (\w+) extends BaseAPI/.exec(types)[1];
    for (const [, name, parameters, response] of types.slice(types.indexOf('extends BaseAPI')).matchAll(signature)) {
      const described = parameters.split(/, (?=\w+\??: )/).filter(text => text.length > 0).map(text => {
        const [, parameter, type] = /^(\w+)\??: (.+)$/.exec(text);
        return { name: parameter, type };
      });
      operations.set(name, { name, api, parameters: described, response, body: described.find(one => one.type in schema.definitions && /Request$/.test(one.type))?.type, ...readRequest(code, name) });
    }
  }
  return operations;
}

// The parameter creator of an operation says its path, its method and its query.
function readRequest(code, name) {
  const start = code.search(new RegExp(`^ {8}${name}: \\(`, 'm'));
  const text = code.slice(start, code.indexOf('toPathString', start));
  return {
    path: /localVarPath = `([^`]+)`/.exec(text)[1],
    method: /method: '(\w+)'/.exec(text)[1],
    query: [...text.matchAll(/localVarQueryParameter\['(\w+)'\]/g)].map(match => match[1]),
  };
}

export const operations = readOperations();

/** The operation behind a method and a path below /trade-api/v2; undefined when the package knows none. */
export function findOperation(method, path) {
  const parts = path.split('/');
  let best;
  for (const operation of operations.values()) {
    const pattern = operation.path.split('/');
    if (operation.method !== method || pattern.length !== parts.length) continue;
    if (!pattern.every((part, i) => part.startsWith('{') || part === parts[i])) continue;
    // A fixed part is a better match than a parameter.
    if (!best || operation.path.split('{').length < best.path.split('{').length) best = operation;
  }
  return best;
}

const compiled = new Map();

/** Every way in which a value breaks a type of the package, as "path: why". */
export function violations(type, value) {
  if (type === 'void') return value === '' || value === undefined || value === null ? [] : ['/: a body where there is none'];
  if (type === 'object') return typeof value === 'object' && value !== null ? [] : ['/: not an object'];
  if (!(type in schema.definitions)) return [`/: the package has no type ${type}`];
  if (!compiled.has(type)) compiled.set(type, ajv.compile({ $ref: `kalshi#/definitions/${type}` }));
  const validate = compiled.get(type);
  return validate(value) ? [] : validate.errors.map(error =>
    `${error.instancePath || '/'}: ${error.message}${error.params.allowedValues ? ` (${error.params.allowedValues.join(', ')})` : ''}`);
}

/** Fields of a value that its type does not know, as paths; what the package types as a map knows every field. */
export function unknownFields(type, value, path = '') {
  let node = schema.definitions[type];
  if (typeof type === 'object') node = type;
  while (node?.$ref) node = schema.definitions[decodeURIComponent(node.$ref.slice('#/definitions/'.length))];
  if (!node || value === null || typeof value !== 'object') return [];
  if (Array.isArray(value)) return value.flatMap((item, i) => (node.items ? unknownFields(node.items, item, `${path}/${i}`) : []));
  if (!node.properties) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name in node.properties ? unknownFields(node.properties[name], inner, `${path}/${name}`) : [`${path}/${name}`]);
}

if (violations('BookSide', 'neither').length === 0 || violations('BookSide', 'bid').length !== 0) throw new Error('the types of the package are not understood');
