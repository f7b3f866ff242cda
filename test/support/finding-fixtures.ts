import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = 'test/fixtures/findings';

/**
 * Payloads in test/fixtures/findings/SEVERITY/, one a file: the first line is its title, `# finds: ` in the second the
 * one finding. What checks say of each is proven in test/unit; that Tekton refuses the fatal ones, or that they hang, in
 * test/e2e/fatal-findings.test.ts.
 */
export type FindingFixture = { readonly title: string; readonly finds: string; readonly yaml: string };

export function findingFixtures(severity: 'fatal' | 'none'): readonly FindingFixture[] {
  const files = readdirSync(`${FOLDER}/${severity}`).sort();
  return files.map((file) => {
    const yaml = readFileSync(`${FOLDER}/${severity}/${file}`, 'utf8');
    const [, title, finds = ''] = /^# (.+)\n(?:# finds: (.+)\n)?/.exec(yaml) ?? [];
    if (title === undefined) throw new Error(`${file}: its first line is no title`);
    if ((finds === '') !== (severity === 'none'))
      throw new Error(`${file}: must say what it finds, unless it is nothing`);
    return { title, finds, yaml };
  });
}
