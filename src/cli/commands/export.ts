import type { Options, PositionalOptions } from 'yargs';
import { command, type FlagsOf } from '../command.ts';
import { collectExport, type ExportSource } from '../../app/from-cluster/export-run.ts';
import { systemClock } from '../../process/system-clock.ts';
import { exportText } from '../../core/export/export.ts';
import { encryptExport } from '../../crypto/encrypt-export.ts';
import { generateKey, keyDigits } from '../../crypto/key.ts';
import { SubpipeError } from '../../errors.ts';
import { connect } from '../../kube/auth/connect.ts';
import { parsePayload } from '../../input/payload/parse-payload.ts';
import { notifyLog, openLog } from '../../report/log.ts';
import { nonEmpty } from '../../core/text.ts';
import { clusterOptions } from '../options.ts';
import type { Terminal } from '../../process/terminal.ts';
import { writeNewFile } from '../write-new-file.ts';

const exportArgument = {
  target: { type: 'string', demandOption: true, describe: 'pipelinerun/NAME or pipeline/NAME' },
} as const satisfies Record<string, PositionalOptions>;

const exportOptions = {
  output: {
    type: 'string',
    alias: 'o',
    requiresArg: true,
    describe: 'file to write to, - for stdout; default: <name>-local-<time>.json here',
  },
  force: { type: 'boolean', default: false, describe: 'replace files that are there' },
  secrets: { type: 'boolean', default: true, describe: 'with the Secrets that it needs' },
  partial: { type: 'boolean', default: false, describe: 'export even if something of it cannot be read' },
  encrypt: { type: 'boolean', default: false, describe: 'encrypt with a new key, which goes to --key-out' },
  'key-out': { type: 'string', requiresArg: true, describe: 'file to write the new key to' },
  ...clusterOptions,
} as const satisfies Record<string, Options>;

type ExportFlags = FlagsOf<typeof exportArgument & typeof exportOptions>;

/** `subpipe export`: writes a run and all that it needs to one file, which `subpipe run` can run on another cluster. */
export function exportCommand(terminal: Terminal) {
  return command({
    command: 'export <target>',
    describe: 'collect a PipelineRun or Pipeline with all that it needs into one payload',
    builder: (yargs) => yargs.positional('target', exportArgument.target).options(exportOptions),
    handler: (flags) => runExport(flags, terminal),
  });
}

async function runExport(flags: ExportFlags, terminal: Terminal): Promise<void> {
  const log = await openLog({ level: flags.logLevel, pretty: terminal.interactive });
  const keyFile = nonEmpty(flags.keyOut);
  if (flags.encrypt !== (keyFile !== undefined)) {
    throw new SubpipeError('bad-usage', '--encrypt and --key-out go together', {
      hint: 'name a file for the key that is made: --encrypt --key-out FILE',
    });
  }
  const { kubeconfig, context } = flags;
  const parsed = parseTarget(flags.target);
  const cluster = await connect({ kubeconfig, context, env: terminal.env, notify: notifyLog(log) });
  try {
    const target = { ...parsed, namespace: nonEmpty(flags.namespace) ?? cluster.defaultNamespace };
    const collected = await collectExport(target, { cluster, abort: terminal.stop, secrets: flags.secrets });
    const isLost = collected.objects.length === 0;
    if (collected.problems.length > 0 && (isLost || !flags.partial)) throw unreadable(collected.problems, isLost);
    for (const problem of collected.problems) log.warn('export-lacks', problem);
    for (const notice of collected.notices) log.warn('export-notice', notice);
    const text = exportText(collected.objects, {
      name: target.name,
      uid: collected.uid,
      exportedAt: systemClock.now(),
    });
    const file = nonEmpty(flags.output) ?? `${nameOf(text)}.json`;
    const check = parsePayload(file, text);
    if (!check.ok && !flags.partial) {
      throw new SubpipeError('bad-input', 'the export could not be run', {
        problems: check.problems,
        hint: 'fix what is named in the cluster, or give --partial and fix the file',
      });
    }
    const content = keyFile === undefined ? text : await encrypted(text, keyFile, flags.force);
    if (file === '-') {
      terminal.print(content.trimEnd());
      return;
    }
    await writeNewFile(file, Buffer.from(content), { replace: flags.force });
    const what = { objects: collected.objects.length, secrets: countOf(collected.objects, 'Secret') };
    log.info('exported', `wrote ${file}; run it with: subpipe run --payload ${file}`, what);
  } finally {
    await cluster.close();
  }
}

/** Encrypts with a new key, which is written to its file first: there is never an export whose key is lost. */
async function encrypted(text: string, keyFile: string, replace: boolean): Promise<string> {
  const key = generateKey();
  await writeNewFile(keyFile, Buffer.from(`${keyDigits(key)}\n`), { replace });
  return encryptExport(text, key);
}

const KINDS: ReadonlyMap<string, ExportSource['kind']> = new Map([
  ['pipelinerun', 'PipelineRun'],
  ['pipelineruns', 'PipelineRun'],
  ['pr', 'PipelineRun'],
  ['pipeline', 'Pipeline'],
  ['pipelines', 'Pipeline'],
  ['p', 'Pipeline'],
]);

/** Reads `pipelinerun/NAME`, as kubectl names objects, also with the group: `pipelinerun.tekton.dev/NAME`. */
function parseTarget(text: string): { readonly kind: ExportSource['kind']; readonly name: string } {
  const [type = '', name = '', ...more] = text.split('/');
  const kind = KINDS.get(type.toLowerCase().replace(/(\.v1(beta1)?)?\.tekton\.dev$/, ''));
  if (kind !== undefined && name !== '' && more.length === 0) return { kind, name };
  throw new SubpipeError('bad-usage', `cannot export ${JSON.stringify(text)}`, {
    hint: 'name it as kubectl does: pipelinerun/NAME or pipeline/NAME',
  });
}

function unreadable(problems: readonly string[], isLost: boolean): SubpipeError {
  const count = problems.length === 1 ? 'one object' : `${problems.length} objects`;
  return new SubpipeError('bad-input', `${count} cannot be read; nothing was written`, {
    problems,
    hint: isLost ? 'look at --namespace and --context' : 'make them readable, or export without them: --partial',
  });
}

function nameOf(text: string): string {
  return (JSON.parse(text) as { readonly metadata: { readonly name: string } }).metadata.name;
}

function countOf(objects: readonly { readonly kind: string }[], kind: string): number {
  return objects.filter((object) => object.kind === kind).length;
}
