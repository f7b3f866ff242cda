import { spawn } from 'node:child_process';
import type { KubeObject } from '../../src/core/k8s/object.ts';

/**
 * Runs the kubectl that KUBECTL names (default: the one on PATH) against the cluster of KUBECONFIG; gives its stdout.
 * `input` goes to its stdin.
 */
export function kubectl(args: readonly string[], input = ''): Promise<string> {
  const program = process.env['KUBECTL'] ?? 'kubectl';
  const command = `${program} ${args.join(' ')}`;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'pipe' });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', (cause) => {
      reject(new Error(`cannot run ${program}; set KUBECTL to a kubectl (hack/cluster.sh kubectl)`, { cause }));
    });
    child.on('close', (code) => {
      if (code === 0) resolve(stdout);
      else reject(new Error(`exit code ${code ?? 'none'} from: ${command}\n${stderr.trim() || stdout.trim()}`));
    });
    // A kubectl that ends early closes its stdin; its exit code says more than the write error.
    child.stdin.on('error', () => undefined).end(input);
  });
}

/** `kubectl get ARGS -o json` of one object. */
export async function getObject<T extends KubeObject>(...args: readonly string[]): Promise<T> {
  return JSON.parse(await kubectl(['get', ...args, '-o', 'json'])) as T;
}

/** `kubectl get ARGS -o json` of a list. */
export async function listObjects<T extends KubeObject>(...args: readonly string[]): Promise<readonly T[]> {
  return (JSON.parse(await kubectl(['get', ...args, '-o', 'json'])) as { items: T[] }).items;
}

/** Creates one object and gives it as the server answers. */
export async function createObject<T extends KubeObject>(object: object): Promise<T> {
  return JSON.parse(await kubectl(['create', '-o', 'json', '-f', '-'], JSON.stringify(object))) as T;
}
