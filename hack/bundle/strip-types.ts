// Writes every TypeScript source below FROM as JavaScript below TO: `node strip-types.ts FROM TO`.
//
// Types are replaced by blanks, so line and column stay those of the source and the bundle's source maps are true
// without a second map to merge. ncc's own TypeScript loader is not used: it refuses `allowImportingTsExtensions`
// and, when it is set to skip the type check, mistakes the output of `module: nodenext` for CommonJS.
// Needs sources that keep to `erasableSyntaxOnly`; types are checked by `npm run typecheck`, not here.
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';

const relativeTsSpecifier = /(\b(?:from|import)\s*\(?\s*['"]\.{1,2}\/[^'"]+)\.ts(?=['"])/g;

function strip(fromDir: string, toDir: string): void {
  for (const file of globSync('**/*.ts', { cwd: fromDir })) {
    const source = readFileSync(join(fromDir, file), 'utf8');
    const target = join(toDir, file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, stripTypeScriptTypes(source).replace(relativeTsSpecifier, '$1.js'));
  }
}

const [fromDir, toDir] = process.argv.slice(2);
if (fromDir === undefined || toDir === undefined) throw new Error('usage: node strip-types.ts FROM TO');
strip(fromDir, toDir);
