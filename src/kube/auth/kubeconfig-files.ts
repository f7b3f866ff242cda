import { readFileSync } from 'node:fs';
import { delimiter, dirname, resolve } from 'node:path';
import type { KubeConfig, User } from '@kubernetes/client-node';
import { parse } from 'yaml';
import { messageOf, SubpipeError } from '../../errors.ts';

/**
 * Reads and merges kubeconfig files, where of two entries with one name the first wins, and chooses the context:
 * `context`, else the current-context of the first file that has one.
 *
 * @throws SubpipeError `bad-input` for a file that cannot be read, `bad-usage` for an unknown context.
 */
export async function loadKubeconfig(files: readonly string[], context: string | undefined): Promise<KubeConfig> {
  // Loaded only for a kubeconfig: it takes 85 MB and 200 to 500 ms, and importing parts of it saves nothing.
  const client = await import('@kubernetes/client-node');
  const merged = new client.KubeConfig();
  for (const file of files) {
    const one = new client.KubeConfig();
    try {
      one.loadFromFile(file);
    } catch (error) {
      throw new SubpipeError('bad-input', `kubeconfig ${file} cannot be read: ${messageOf(error)}`, { cause: error });
    }
    merged.loadFromOptions({
      clusters: firstOfEachName(merged.getClusters(), one.getClusters()),
      users: firstOfEachName(merged.getUsers(), withTokenFile(one.getUsers(), file)),
      contexts: firstOfEachName(merged.getContexts(), one.getContexts()),
      currentContext: contextOf(merged) ?? contextOf(one),
    });
  }
  const names = merged.getContexts().map((known) => known.name);
  const wanted = context ?? contextOf(merged);
  if (wanted === undefined || !names.includes(wanted)) {
    const problem = wanted === undefined ? 'sets no current-context' : `has no context "${wanted}"`;
    throw new SubpipeError('bad-usage', `kubeconfig ${files.join(delimiter)} ${problem}`, {
      hint: names.length > 0 ? `choose with --context one of: ${names.join(', ')}` : 'it has no contexts at all',
    });
  }
  merged.setCurrentContext(wanted);
  return merged;
}

/** The current context; undefined where there is none, which the types of the client do not say. */
function contextOf(config: KubeConfig): string | undefined {
  return config.getCurrentContext() || undefined;
}

function firstOfEachName<T extends { readonly name: string }>(first: readonly T[], more: readonly T[]): T[] {
  return [...first, ...more.filter((one) => !first.some((other) => other.name === one.name))];
}

type RawKubeconfig = {
  readonly users?: readonly { readonly name: string; readonly user?: { readonly tokenFile?: string } }[];
};

/**
 * Users with their field tokenFile as an auth provider, as the client ignores the field itself. It wins over a token.
 */
function withTokenFile(users: readonly User[], file: string): User[] {
  const raw = (parse(readFileSync(file, 'utf8')) as RawKubeconfig | null)?.users ?? [];
  return users.map((user) => {
    const tokenFile = raw.find(({ name }) => name === user.name)?.user?.tokenFile;
    if (tokenFile === undefined) {
      return user;
    }
    const authProvider = { name: 'tokenFile', config: { tokenFile: resolve(dirname(file), tokenFile) } };
    return { ...user, token: '', authProvider };
  });
}
