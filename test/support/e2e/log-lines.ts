export type LogLine = { readonly time: string; readonly code: string; readonly msg: string } & Readonly<
  Record<string, unknown>
>;

/** The JSON lines of a log that has other lines too, such as the closing table. */
export function logLines(log: string): readonly LogLine[] {
  return log
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as LogLine);
}
