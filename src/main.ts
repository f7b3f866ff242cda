#!/usr/bin/env node
import { nodeTooOld, runAtEdge } from './process/edge.ts';

const problem = nodeTooOld(process.versions.node);
if (problem === undefined) {
  // Loaded only now: on an old Node the imports themselves would fail, with a message that helps nobody.
  const { subpipe } = await import('./cli/subpipe.ts');
  const { reportError: tellError } = await import('./cli/program.ts');
  await runAtEdge(subpipe, tellError);
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 8;
}
