import { kubectl } from '../kubectl.ts';

const CONFIG_MAP = ['configmap', 'feature-flags', '-n', 'tekton-pipelines'];

/** Feature flags of Tekton, for the whole cluster: https://tekton.dev/docs/pipelines/additional-configs/ */
export function tektonFlags() {
  const before = new Map<string, string>();

  const write = (flags: Readonly<Record<string, string | null>>) =>
    kubectl(['patch', ...CONFIG_MAP, '--type=merge', '-p', JSON.stringify({ data: flags })]);

  return {
    /** Tekton takes it a moment later: a TaskRun's provenance tells under which flags it runs. */
    async set(flag: string, value: string): Promise<void> {
      const { data } = JSON.parse(await kubectl(['get', ...CONFIG_MAP, '-o', 'json'])) as {
        data: Record<string, string>;
      };
      if (!before.has(flag)) before.set(flag, data[flag] ?? '');
      await write({ [flag]: value });
    },
    /** Puts every flag back to what it was. */
    async restore(): Promise<void> {
      if (before.size === 0) return;
      await write(Object.fromEntries([...before].map(([flag, value]) => [flag, value === '' ? null : value])));
      before.clear();
    },
  };
}
