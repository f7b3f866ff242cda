import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { start, waitForPipeline } from './contenders.ts';
import type { BenchNamespace } from './bench-namespace.ts';

export type Size = {
  /** Scripts that a whole wait in a pod reads. */
  readonly loadedBytes: number;
  /** All scripts of the bundle; the rest is read only where a kubeconfig is used, or text for a terminal. */
  readonly scriptBytes: number;
  /** With source maps and licences. */
  readonly imageBytes: number;
};

/** Which part of the bundle a wait loads, from V8's coverage. */
export async function measureSize(bench: BenchNamespace, server: URL): Promise<Size> {
  const child = await bench.child();
  await bench.end(child, 'success');
  const coverage = mkdtempSync(join(tmpdir(), 'subpipe-bench-'));
  const command = waitForPipeline.command(child);
  const { code, stderr } = await start(command, { server, child, bench, env: { NODE_V8_COVERAGE: coverage } }).exited;
  if (code !== 0) throw new Error(`wait-for-pipeline ended with ${String(code)}: ${stderr}`);
  const scripts = readdirSync(coverage).flatMap((file) => scriptsOf(join(coverage, file)));
  rmSync(coverage, { recursive: true });
  const folder = dirname(command.find((word) => word.endsWith('.js')) ?? '');
  const all = globSync('**', { cwd: folder, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = all.map((entry) => join(entry.parentPath, entry.name));
  return {
    loadedBytes: bytesOf([...new Set(scripts)]),
    scriptBytes: bytesOf(paths.filter((path) => /\.[cm]?js$/.test(path))),
    imageBytes: bytesOf(paths),
  };
}

function scriptsOf(coverageFile: string): string[] {
  const { result } = JSON.parse(readFileSync(coverageFile, 'utf8')) as { result: readonly { readonly url: string }[] };
  return result.filter(({ url }) => url.startsWith('file://')).map(({ url }) => fileURLToPath(url));
}

function bytesOf(paths: readonly string[]): number {
  return paths.reduce((sum, path) => sum + statSync(path).size, 0);
}
