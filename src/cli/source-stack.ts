import { existsSync, readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * A stack with places in the sources, where the bundle's source map has them. Only for stacks that are shown: Node's
 * --enable-source-maps translates every stack, and reads the maps whenever a connection is closed, since Node's streams
 * read `stack` of the error that ends them. That took 40 ms at the end of each wait.
 */
export function sourceStack(stack: string): string {
  const maps = new Map<string, SourceMap | undefined>();
  const mapOf = (script: string) => {
    if (!maps.has(script)) maps.set(script, readMap(`${script}.map`));
    return maps.get(script);
  };
  return stack.replace(/(file:\/\/[^\s)]+|\/[^\s:()]+):(\d+):(\d+)/g, (place, script: string, line, column) => {
    const path = script.startsWith('file:') ? fileURLToPath(script) : script;
    const origin = mapOf(path)?.findOrigin(Number(line), Number(column));
    return origin !== undefined && 'fileName' in origin
      ? `${origin.fileName}:${origin.lineNumber}:${origin.columnNumber}`
      : place;
  });
}

function readMap(path: string): SourceMap | undefined {
  return existsSync(path) ? new SourceMap(JSON.parse(readFileSync(path, 'utf8')) as SourceMapPayload) : undefined;
}
