import type { Script } from './scripted-tekton.ts';

/** Results of a task that asks for a pipeline. */
export const signal = (name: string, pipeline = name) => ({ [`localpipeline-run-${name}`]: pipeline });
/** The result that sends an override along. */
export const override = (name: string, index: number, text: string) => ({
  [`localpipeline-run-${name}-param-${index}`]: text,
});
/** Signals in one task that succeeds at once, then the run succeeds. */
export const signalling =
  (results: Readonly<Record<string, string>>): Script =>
  (run) => {
    run.task({ task: 'go', reason: 'Succeeded', results });
    run.end('Succeeded');
  };
export const succeed: Script = (run) => run.end('Succeeded');
/** Runs until the test ends it. */
export const runOn: Script = () => undefined;
