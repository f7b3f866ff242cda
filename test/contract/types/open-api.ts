import { json } from 'node:stream/consumers';
import { isObject, type JsonObject } from '../../../src/core/json.ts';
import { send } from '../../../src/kube/api/http.ts';
import { DEFAULT_TIMINGS } from '../../../src/kube/api/timings.ts';
import { kubeconfigEndpoint } from '../../../src/kube/auth/kubeconfig.ts';

/** What an API server says of its objects' fields. */
export interface OpenApi {
  /** The schema of a kind. Throws where the server has none. */
  kind(apiVersion: string, kind: string): JsonObject;
  /** The schema itself, where the one given only refers to it. */
  resolve(schema: JsonObject): JsonObject;
}

const KIND = 'x-kubernetes-group-version-kind';
const PRESERVED = 'x-kubernetes-preserve-unknown-fields';
/** How Tekton's CRDs (v1.15) end the description of a field whose schema would make them too large. */
const SEE = /\bSee (\w+)((?:\.\w+)*) \(API version: ([\w./]+)\)/;

/** Reads the OpenAPI documents of an API server: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-v3 */
export async function readOpenApi(kubeconfig: string, versions: readonly string[]): Promise<OpenApi> {
  const endpoint = await kubeconfigEndpoint({ paths: kubeconfig, context: undefined, env: {} });
  const credentials = await endpoint.credentials(false);
  const options = { timings: DEFAULT_TIMINGS, abort: AbortSignal.timeout(60_000) };
  const read = async (apiVersion: string) => {
    const path = `/openapi/v3/${apiVersion.includes('/') ? 'apis' : 'api'}/${apiVersion}`;
    const response = await send(endpoint.server, credentials, { method: 'GET', path }, options);
    const document = await json(response);
    if (response.statusCode !== 200) throw new Error(`${path}: the server answers ${String(response.statusCode)}`);
    return objectAt(document, ['components', 'schemas']);
  };
  try {
    const documents = await Promise.all(versions.map(read));
    return openApiOf(Object.assign({}, ...documents) as JsonObject);
  } finally {
    endpoint.close();
  }
}

function openApiOf(schemas: JsonObject): OpenApi {
  const kind = (apiVersion: string, name: string): JsonObject => {
    const found = Object.values(schemas).find((schema) => isObject(schema) && isOfKind(schema, apiVersion, name));
    if (!isObject(found)) throw new Error(`the API server has no schema of ${apiVersion} ${name}`);
    return found;
  };
  const resolve = (schema: JsonObject): JsonObject => {
    const [whole] = Array.isArray(schema['allOf']) ? (schema['allOf'] as unknown[]) : [];
    if (isObject(whole)) return resolve(whole);
    if (typeof schema['$ref'] === 'string') {
      return resolve(objectAt(schemas, [schema['$ref'].replace('#/components/schemas/', '')]));
    }
    const [, seen, path = '', apiVersion] =
      SEE.exec(schema[PRESERVED] === true ? String(schema['description']) : '') ?? [];
    if (seen === undefined || apiVersion === undefined) return schema;
    const fields = path.split('.').filter((name) => name !== '');
    return fields.reduce((each, name) => resolve(objectAt(each, ['properties', name])), kind(apiVersion, seen));
  };
  return { kind, resolve };
}

/** A schema that serves many kinds, such as that of options to delete, is of none. */
function isOfKind(schema: JsonObject, apiVersion: string, kind: string): boolean {
  const kinds: readonly unknown[] = Array.isArray(schema[KIND]) ? schema[KIND] : [];
  const [only, ...others] = kinds;
  if (!isObject(only) || others.length > 0) return false;
  const version = [only['group'], only['version']].filter((part) => part !== '').join('/');
  return version === apiVersion && only['kind'] === kind;
}

/** True for a field in which the API server takes anything. */
export function isUntyped(schema: JsonObject): boolean {
  return schema[PRESERVED] === true && schema['type'] === undefined;
}

function objectAt(value: unknown, path: readonly string[]): JsonObject {
  const found = path.reduce<unknown>((each, name) => (isObject(each) ? each[name] : undefined), value);
  if (!isObject(found)) throw new Error(`the API server's schemas have no ${path.join('.')}`);
  return found;
}
