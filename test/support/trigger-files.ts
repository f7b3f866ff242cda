import type { LocatedObject } from '../../src/core/payload/location.ts';
import { locateObjects, unchecked } from '../../src/input/payload/locate-objects.ts';
import { parseDocuments } from '../../src/input/text/parse-documents.ts';

/** A listener of one trigger, of the binding and the template below. */
export const LISTENER = `
kind: EventListener
apiVersion: triggers.tekton.dev/v1beta1
metadata: {name: listener}
spec:
  triggers:
    - bindings: [{ref: binding}]
      template: {ref: template}
`;
export const BINDING = `
kind: TriggerBinding
apiVersion: triggers.tekton.dev/v1beta1
metadata: {name: binding}
spec:
  params:
    - {name: repository, value: "https://git.example.com/a"}
`;
/** A template of one PipelineRun, whose spec and whose params are given as YAML. */
export const template = (spec: string, params = '[{name: repository}]') => `
kind: TriggerTemplate
apiVersion: triggers.tekton.dev/v1beta1
metadata: {name: template}
spec:
  params: ${params}
  resourcetemplates:
    - apiVersion: tekton.dev/v1
      kind: PipelineRun
      metadata: {name: run-$(uid)}
      spec: ${spec}
`;

/** The objects of files `a.yaml`, `b.yaml` and so on. */
export function located(...files: readonly string[]): LocatedObject[] {
  return files.flatMap((text, index) => {
    const file = `${String.fromCharCode(97 + index)}.yaml`;
    const parsed = parseDocuments(file, text.trimStart());
    if (!parsed.ok) throw new Error(parsed.problems.join());
    return parsed.documents.flatMap((document) => locateObjects(document, unchecked).located);
  });
}

/** The listener with another trigger in the place of its own. */
export function withTrigger(trigger: string): string {
  return LISTENER.replace(/- bindings(.|\n)*$/, `- ${trigger}\n`);
}
