import { isObject, type JsonObject } from '../../../src/core/json.ts';

/** Fields whose insides are the same type in v1beta1 and v1, mostly Kubernetes' own. */
const FOREIGN = new Set([
  'affinity',
  'computeResources',
  'configMap',
  'csi',
  'dnsConfig',
  'emptyDir',
  'env',
  'envFrom',
  'hostAliases',
  'imagePullSecrets',
  'lifecycle',
  'livenessProbe',
  'persistentVolumeClaim',
  'podTemplate',
  'ports',
  'projected',
  'readinessProbe',
  'resources',
  'secret',
  'securityContext',
  'startupProbe',
  'taskPodTemplate',
  'tolerations',
  'topologySpreadConstraints',
  'volumeClaimTemplate',
  'volumeDevices',
  'volumeMounts',
  'volumes',
]);

/** The fields below `spec` of one version of a CRD: `steps[].name`. */
export function schemaFields(crd: object, version: string): readonly string[] {
  const { spec } = crd as { spec: { versions: { name: string; schema: { openAPIV3Schema: JsonObject } }[] } };
  const schema = spec.versions.find(({ name }) => name === version)?.schema.openAPIV3Schema;
  const properties = schema === undefined ? {} : propertiesOf(schema);
  return fieldsOfSchema(isObject(properties['spec']) ? properties['spec'] : {}, '');
}

function fieldsOfSchema(schema: JsonObject, path: string): readonly string[] {
  const below = Object.entries(propertiesOf(schema)).flatMap(([name, each]) => {
    const field = path === '' ? name : `${path}.${name}`;
    return [field, ...(FOREIGN.has(name) || !isObject(each) ? [] : fieldsOfSchema(each, field))];
  });
  return isObject(schema['items']) ? [...below, ...fieldsOfSchema(schema['items'], `${path}[]`)] : below;
}

function propertiesOf(schema: JsonObject): JsonObject {
  return isObject(schema['properties']) ? schema['properties'] : {};
}

/** The fields that a value has, in the same way. */
export function valueFields(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => valueFields(item, `${path}[]`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, each]) => {
    const field = path === '' ? name : `${path}.${name}`;
    return [field, ...valueFields(each, field)];
  });
}
