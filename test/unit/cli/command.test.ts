import { expect, test } from '@jest/globals';
import yargs from 'yargs';
import { command, type FlagsOf } from '../../../src/cli/command.ts';

const options = {
  'run-id': { type: 'string' },
  count: { type: 'number', default: 1 },
  param: { type: 'string', array: true },
  output: { choices: ['text', 'json'], default: 'text' },
} as const;

test('a command gets its flags in camelCase, with the types of its options', async () => {
  let got: FlagsOf<typeof options> | undefined;
  const module = command({
    command: 'go',
    describe: 'goes',
    builder: (builder) => builder.options(options),
    handler: (flags) => void (got = flags),
  });
  await yargs().command(module).parseAsync(['go', '--run-id', 'r1', '--param', 'a=1']);
  const { runId, count, param, output } = got ?? {};
  const typed: [string | undefined, number | undefined, readonly string[] | undefined, 'text' | 'json' | undefined] = [
    runId,
    count,
    param,
    output,
  ];
  expect(typed).toEqual(['r1', 1, ['a=1'], 'text']);
});

test('a handler that asks for a flag that is not declared does not compile', () => {
  const module = command({
    command: 'go',
    describe: 'goes',
    builder: (builder) => builder.options(options),
    // @ts-expect-error no option `namespace`
    handler: (flags: FlagsOf<typeof options> & { readonly namespace: string }) =>
      expect(flags.namespace).toBeUndefined(),
  });
  expect(module.command).toBe('go');
});
