import { z } from 'zod';
import type { Target } from '../../core/target/target.ts';
import { targetProblems } from '../../core/target/problems.ts';

/*
 * The key `target` of the entry document: how its payloads are adapted to the cluster. An unknown key is an error here,
 * unlike in the rest of the document: with a misspelt `storageClass` a pod would never start.
 */

const text = z.string('must be a string');
const filled = text.min(1, 'must not be empty');

const fields = {
  storageClass: text.optional().describe("class of every volume claim; empty: the cluster's default"),
  storageSize: filled.optional().describe('size of every volume claim, such as 5Gi'),
  emptyDir: z
    .array(filled, 'must be an array of workspace names')
    .optional()
    .describe('workspaces that are an emptyDir instead; "*": all that a volume claim is bound to'),
  images: z
    .array(
      known({
        from: filled.describe('registry, or the beginning of image names'),
        to: filled.describe('what takes its place'),
      }),
      'must be an array',
    )
    .optional()
    .describe('image mirrors'),
  imagePullSecrets: z
    .array(filled, 'must be an array of names')
    .optional()
    .describe('Secrets that pods pull images with'),
  serviceAccount: filled.optional().describe('ServiceAccount of every task'),
  nodeSelector: z
    .record(filled, text, 'must be an object of strings')
    .optional()
    .describe('labels of the nodes that pods may run on'),
  tolerations: z
    .array(
      known({
        key: filled.optional().describe('key of the taint; without one, every taint'),
        operator: filled.optional().describe('Exists or Equal'),
        value: text.optional().describe('value of the taint'),
        effect: filled.optional().describe('NoSchedule, PreferNoSchedule or NoExecute; without one, each'),
        tolerationSeconds: z
          .int('must be a whole number')
          .optional()
          .describe('how long a NoExecute taint is tolerated'),
      }),
      'must be an array',
    )
    .optional()
    .describe('taints of nodes that pods tolerate'),
  timeouts: known({
    pipeline: filled.optional().describe('for a whole run, such as 1h30m'),
    tasks: filled.optional().describe('for its tasks'),
    finally: filled.optional().describe('for its finally tasks'),
  })
    .optional()
    .describe('limits for every run'),
};

/** The shape of `target`, with a check for values that every cluster would refuse. */
export const targetSchema = known(fields).superRefine((value, context) => {
  for (const { path, message } of targetProblems(toTarget(value))) {
    context.addIssue({ code: 'custom', path: [...path], message });
  }
});

/** The Target of a value that has passed the schema. */
export function toTarget(target: z.output<z.ZodObject<typeof fields, z.core.$loose>>): Target {
  const present = Object.entries(target).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present);
}

/** An object with no other keys than these; each other key is an issue, at its own place. */
function known<T extends z.ZodRawShape>(shape: T) {
  const strict = z.looseObject(shape, 'must be an object').superRefine((value, context) => {
    for (const key of Object.keys(value).filter((each) => !Object.hasOwn(shape, each))) {
      const message = `is not known; known keys: ${Object.keys(shape).join(', ')}`;
      context.addIssue({ code: 'custom', path: [key], message });
    }
  });
  // For the JSON Schema, which does not show refinements.
  return strict.meta({ additionalProperties: false });
}
