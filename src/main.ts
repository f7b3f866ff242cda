#!/usr/bin/env node
import { startProgram } from './process/start.ts';

await startProgram(async () => {
  const { subpipe } = await import('./cli/subpipe.ts');
  const { reportError } = await import('./cli/program.ts');
  return { run: subpipe, reportError };
});
