#!/usr/bin/env node
import { startProgram } from './process/start.ts';

await startProgram(async () => {
  const { waitForPipeline } = await import('./cli/wait/wait-for-pipeline.ts');
  const { reportError } = await import('./cli/program.ts');
  return { run: waitForPipeline, reportError };
});
