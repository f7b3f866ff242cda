// Makes the source maps of a bundle useful and small: `node tidy-maps.ts BUNDLE_DIR STRIPPED_DIR`.
//
// Maps that have none of our sources are removed: the map of the Kubernetes client alone is 21 MB, and the first
// stack trace through that chunk would load it. In the others our files get their real names (src/x.ts).
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

type SourceMap = { sources: string[] };

function tidy(bundleDir: string, strippedDir: string): void {
  const marker = `${strippedDir}/`;
  for (const file of globSync('*.map', { cwd: bundleDir })) {
    const path = join(bundleDir, file);
    const map = JSON.parse(readFileSync(path, 'utf8')) as SourceMap;
    if (!map.sources.some((source) => source.includes(marker))) {
      rmSync(path);
      dropReference(path.replace(/\.map$/, ''));
      continue;
    }
    map.sources = map.sources.map((source) => {
      const at = source.indexOf(marker);
      return at < 0 ? source : `src/${source.slice(at + marker.length).replace(/\.js$/, '.ts')}`;
    });
    writeFileSync(path, JSON.stringify(map));
  }
}

function dropReference(script: string): void {
  const reference = `//# sourceMappingURL=${basename(script)}.map`;
  writeFileSync(script, readFileSync(script, 'utf8').replace(reference, ''));
}

const [bundleDir, strippedDir] = process.argv.slice(2);
if (bundleDir === undefined || strippedDir === undefined)
  throw new Error('usage: node tidy-maps.ts BUNDLE_DIR STRIPPED_DIR');
tidy(bundleDir, strippedDir);
