import { inside, type Where } from './finding.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { PayloadView, LocatedTaskSpec } from '../payload/view.ts';
import { whereRun } from '../payload/view.ts';
import type { PodTemplate } from '../tekton/types.ts';

/** An object that pods need before they can start, and that must be in their namespace. */
export type Mount = {
  readonly where: Where;
  readonly kind: 'PersistentVolumeClaim' | 'ConfigMap' | 'Secret';
  readonly name: string;
  /** A key that must be in it; absent where any will do. */
  readonly key?: string;
};

/**
 * All claims, ConfigMaps and Secrets that volumes, workspaces and env of a payload name, without the optional ones and
 * those whose name is a variable.
 */
export function findMounts(view: PayloadView): readonly Mount[] {
  const { spec } = view.payload.run;
  const inRun = whereRun(view.payload);
  return [
    ...(spec.workspaces ?? []).flatMap((each, index) =>
      ofVolume(each, inside(inRun, `workspace ${each.name}`, 'workspaces', index)),
    ),
    ...ofPodTemplate(spec.taskRunTemplate?.podTemplate, inRun),
    ...(spec.taskRunSpecs ?? []).flatMap((each) =>
      ofPodTemplate(each.podTemplate, inside(inRun, `taskRunSpecs of ${each.pipelineTaskName}`, 'taskRunSpecs')),
    ),
    ...view.specs.flatMap(ofTaskSpec),
  ].filter(({ name }) => name !== '' && !name.includes('$('));
}

function ofTaskSpec({ spec, where }: LocatedTaskSpec): Mount[] {
  const containers = [...(spec.steps ?? []), ...(spec.sidecars ?? []), spec.stepTemplate ?? {}];
  return [
    ...(spec.volumes ?? []).flatMap((volume) => ofVolume(volume, where)),
    ...containers.flatMap(({ env = [], envFrom = [] }) => [
      ...env.flatMap(({ valueFrom }) => ofEnv(valueFrom, where)),
      ...envFrom.flatMap((source) => ofEnv(source, where)),
    ]),
  ];
}

function ofPodTemplate({ volumes = [], env = [] }: PodTemplate = {}, where: Where): Mount[] {
  return [
    ...volumes.flatMap((volume) => ofVolume(volume, where)),
    ...env.flatMap(({ valueFrom }) => ofEnv(valueFrom, where)),
  ];
}

/** A volume of a pod, or what is bound to a workspace: the sources are called the same. */
function ofVolume(volume: unknown, where: Where): Mount[] {
  const claim = field(volume, 'persistentVolumeClaim');
  const configMap = field(volume, 'configMap');
  const secret = field(volume, 'secret');
  const projected = field(volume, 'projected')?.['sources'];
  return [
    ...(claim === undefined ? [] : [{ where, kind: 'PersistentVolumeClaim' as const, name: text(claim['claimName']) }]),
    ...needed('ConfigMap', configMap, configMap?.['name'], where),
    ...needed('Secret', secret, secret?.['secretName'], where),
    ...(Array.isArray(projected) ? (projected as unknown[]) : []).flatMap((source) => {
      const [map, hidden] = [field(source, 'configMap'), field(source, 'secret')];
      return [...needed('ConfigMap', map, map?.['name'], where), ...needed('Secret', hidden, hidden?.['name'], where)];
    }),
  ];
}

/** `valueFrom` of a variable, or one of `envFrom`. */
function ofEnv(source: unknown, where: Where): Mount[] {
  const at = (kind: 'ConfigMap' | 'Secret', name: string) => {
    const reference = field(source, name);
    return needed(kind, reference, reference?.['name'], where);
  };
  return [
    ...at('ConfigMap', 'configMapKeyRef'),
    ...at('Secret', 'secretKeyRef'),
    ...at('ConfigMap', 'configMapRef'),
    ...at('Secret', 'secretRef'),
  ];
}

function needed(kind: Mount['kind'], source: JsonObject | undefined, name: unknown, where: Where): Mount[] {
  if (source === undefined || source['optional'] === true) return [];
  const key = source['key'];
  return [{ where, kind, name: text(name), ...(typeof key === 'string' ? { key } : {}) }];
}

function field(value: unknown, name: string): JsonObject | undefined {
  const found = isObject(value) ? value[name] : undefined;
  return isObject(found) ? found : undefined;
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');
