import { z } from 'zod';
import { OUTCOMES } from '../core/outcome.ts';

/*
 * The record of a run for other programs; docs/schema/record.schema.json is generated from it. The type that the code
 * uses is in app/run/write-record.ts, without zod; a test compares the two.
 */

const titles = Object.values(OUTCOMES).map(({ title }) => title);

const runSchema = z.object({
  pipeline: z.string().describe('the Pipeline’s own name; what it was launched by where no run of it is known'),
  namespace: z.string().describe('namespace of the PipelineRun'),
  run: z.string().describe('name of the PipelineRun'),
  depth: z.int().min(0).describe('0 for the main run, 1 for its children, and so on'),
  signal: z.string().exactOptional().describe('the signal that launched it; the main run has none'),
  outcome: z
    .string()
    .meta({ enum: [...titles, 'Running'] })
    .describe('how it ended'),
  durationSeconds: z
    .int()
    .min(0)
    .exactOptional()
    .describe('from start to end; absent where it never ran, or never ended'),
  message: z.string().exactOptional().describe('what there is to say; of a failure, the task that failed'),
});

/** What the ConfigMap `subpipe-record-<run id>` holds as `record.json`, and `subpipe run -o json` prints. */
export const recordSchema = z.object({
  runId: z.string().describe('id of the whole tree: label subpipe.dev/run-id, env PIPELINE_SUB_ID'),
  outcome: z.string().meta({ enum: titles }).describe('how the whole tree ended'),
  runs: z.array(runSchema).describe('every run of the tree, parents before children'),
});
