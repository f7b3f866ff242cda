import path from 'node:path';

/**
 * The environment of a program of ours that a test starts from its sources; whatever else it needs is added. Node keeps
 * what it made of the sources (https://nodejs.org/api/module.html#module-compile-cache): that halves each start.
 */
export const PROGRAM_ENV = {
  PATH: process.env['PATH'],
  NODE_NO_WARNINGS: '1',
  NODE_COMPILE_CACHE: path.resolve('node_modules/.cache/subpipe-tests'),
} as const;
