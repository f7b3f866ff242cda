import type { Target, AppliedTarget, ImageMirror } from './target.ts';
import { isObject } from '../json.ts';
import { fieldOf, type KubeObject, type OpenObject } from '../k8s/object.ts';
import { mapTaskSpecs } from '../payload/map-task-specs.ts';
import { present } from '../present.ts';
import type { Payload } from '../payload/payload.ts';
import type { Step, TaskSpec } from '../tekton/types.ts';

/**
 * Puts mirrors into the image references of steps, sidecars, step templates and StepActions. An image that comes from a
 * param is left as it is, and a warning names its place: which param to change would be a guess.
 */
export function applyToImages(payload: Payload, { images: mirrors = [] }: Target): AppliedTarget {
  if (mirrors.length === 0) return { payload, changes: [], warnings: [] };
  const changes = new Set<string>();
  const warnings = new Set<string>();
  const changedImage = (image: string, where: string): string => {
    const after = mirrored(image, mirrors);
    if (after !== image) changes.add(`image ${image} -> ${after}`);
    else if (isOutOfReach(image, mirrors)) {
      warnings.add(
        `${where}: image ${image} is known only at run time and no mirror was applied; set what it is made of with an override`,
      );
    }
    return after;
  };
  const inContainer = (where: string) => (container: Step) =>
    container.image === undefined
      ? container
      : { ...container, image: changedImage(container.image, `${where}, step ${container.name ?? '(no name)'}`) };
  const inSpec = (spec: TaskSpec, where: string): TaskSpec => ({
    ...spec,
    ...present({
      steps: spec.steps?.map(inContainer(where)),
      sidecars: spec.sidecars?.map(inContainer(where)),
      stepTemplate: spec.stepTemplate && inContainer(where)(spec.stepTemplate),
    }),
  });
  const inStepAction = (object: KubeObject): KubeObject => {
    const spec = fieldOf(object, 'spec');
    if (object.kind !== 'StepAction' || !isObject(spec) || typeof spec['image'] !== 'string') return object;
    const image = changedImage(spec['image'], `StepAction ${object.metadata.name ?? ''}`);
    const changed: OpenObject = { ...object, spec: { ...spec, image } };
    return changed;
  };
  const inTasks = mapTaskSpecs(payload, inSpec);
  return {
    payload: { ...inTasks, objects: inTasks.objects.map(inStepAction) },
    changes: [...changes],
    warnings: [...warnings],
  };
}

/**
 * The reference with its longest matching prefix replaced. A prefix ends at `/`, `:`, `@` or the end, so that
 * `quay.io/te` does not match `quay.io/team`; a short name such as `alpine` also matches as
 * `docker.io/library/alpine`. A reference to the mirror itself is left as it is.
 */
export function mirrored(image: string, mirrors: readonly ImageMirror[]): string {
  const forms = [image, canonical(image)];
  const matches = mirrors.flatMap(({ from, to }) => {
    const form = forms.find((each) => begins(each, from));
    return form === undefined ? [] : [{ from, to, form }];
  });
  const [best] = matches.toSorted((a, b) => b.from.length - a.from.length);
  if (best === undefined || begins(image, best.to)) return image;
  return best.to + best.form.slice(best.from.length);
}

/** True for a reference that begins with `prefix`, where that ends at `/`, `:`, `@` or the end of the reference. */
export function begins(image: string, prefix: string): boolean {
  if (!image.startsWith(prefix)) return false;
  const next = image.charAt(prefix.length);
  return next === '' || next === '/' || next === ':' || next === '@';
}

/** https://docs.docker.com/reference/cli/docker/image/tag/#description: no host means docker.io, no path `library/`. */
function canonical(image: string): string {
  const [first = '', ...rest] = image.split('/');
  const hasHost = rest.length > 0 && (first.includes('.') || first.includes(':') || first === 'localhost');
  if (hasHost || image.startsWith('$(')) return image;
  return rest.length > 0 ? `docker.io/${image}` : `docker.io/library/${image}`;
}

/** True where a variable hides the part of the reference that decides whether a mirror applies. */
function isOutOfReach(image: string, mirrors: readonly ImageMirror[]): boolean {
  const at = image.indexOf('$(');
  if (at < 0) return false;
  const heads = [image.slice(0, at), canonical(image).slice(0, canonical(image).indexOf('$('))];
  return mirrors.some(({ from, to }) => !begins(image, to) && heads.some((head) => from.startsWith(head)));
}
