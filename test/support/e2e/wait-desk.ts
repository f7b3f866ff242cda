import { randomBytes } from 'node:crypto';
import type { PipelineRun } from '../../../src/core/tekton/types.ts';
import { createObject, kubectl } from '../kubectl.ts';
import { type LogLine, logLines } from './log-lines.ts';
import { type Program, startProgram } from './programs.ts';

export type Waited = {
  readonly exitCode: number | null;
  readonly lines: readonly LogLine[];
  readonly last: LogLine | undefined;
  readonly stdout: string;
};

export type Waiting = Pick<Program, 'process' | 'said'> & { readonly ended: Promise<Waited> };

type ChildSettings = {
  readonly namespace?: string;
  readonly spec?: Partial<PipelineRun['spec']>;
  /** Fields of the one task besides its steps, such as `when`. */
  readonly task?: object;
  readonly moreTasks?: readonly object[];
};

/** Children in a namespace of their own, labelled as subpipe does, and waiters for them on this machine. */
export function waitDesk() {
  const runId = `e2e-wait-${randomBytes(4).toString('hex')}`;
  const namespace = `subpipe-${runId}`;
  const namespaces = new Set<string>();

  const makeNamespace = async (suffix = ''): Promise<string> => {
    const name = `${namespace}${suffix}`;
    namespaces.add(name);
    await kubectl(['create', 'namespace', name]);
    return name;
  };

  /** A child whose one step runs `script`; `pipeline` is the name of the run as well. */
  const createChild = (pipeline: string, script: string, settings: ChildSettings = {}): Promise<PipelineRun> => {
    const tasks = [{ name: 'work', ...settings.task, ...taskThatRuns(script) }, ...(settings.moreTasks ?? [])];
    return createObject<PipelineRun>({
      apiVersion: 'tekton.dev/v1',
      kind: 'PipelineRun',
      metadata: {
        name: pipeline,
        generateName: `${pipeline}-`,
        namespace: settings.namespace ?? namespace,
        labels: {
          localsubpipelineid: runId,
          'tekton.dev/pipeline': pipeline,
          'subpipe.dev/run-id': runId,
          'subpipe.dev/launch': pipeline,
          'subpipe.dev/pipeline': pipeline,
          'subpipe.dev/signal': `signal-${pipeline}`,
          'subpipe.dev/depth': '1',
        },
      },
      spec: { ...settings.spec, pipelineSpec: { tasks } },
    });
  };

  const startWait = (...args: readonly string[]): Waiting => {
    const { process, said, ended } = startProgram('wait-for-pipeline', args, {
      PIPELINE_SUB_ID: runId,
      BREAK_GLASS: '1',
    });
    return { process, said, ended: ended.then(toWaited) };
  };

  return {
    runId,
    namespace,
    makeNamespace,
    createChild,
    startWait,
    wait: (...args: readonly string[]) => startWait(...args).ended,
    removeAll: () => kubectl(['delete', 'namespace', '--wait=false', ...namespaces]),
  };
}

/** The spec of a task whose one step `do` runs `script`. */
export function taskThatRuns(script: string) {
  const step = { name: 'do', image: 'subpipe/sample-tools:0.1.0', imagePullPolicy: 'IfNotPresent' };
  return { taskSpec: { steps: [{ ...step, script: `#!/usr/bin/env bash\n${script}` }] } };
}

function toWaited({ exitCode, stdout, stderr }: Awaited<Program['ended']>): Waited {
  const lines = logLines(stderr);
  return { exitCode, lines, last: lines.at(-1), stdout };
}
