import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';

const ROOT = new URL('../..', import.meta.url).pathname;
const DICTIONARY = readFileSync(path.join(ROOT, 'docs/dictionary.md'), 'utf8');

/** `| word, other word | what it is | \`path\`, \`path\` |` */
const rows = DICTIONARY.split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---') && !line.startsWith('| word'))
  .map((line) => line.slice(2, -2).split(' | '))
  .map(([words = '', , places = '']) => ({
    words: words.split(', '),
    places: [...places.matchAll(/`([^`]+)`/g)].map(([, place = '']) => place),
  }));

/** The text of a file, or of all files of a folder, their names included. */
function textAt(place: string): string {
  const at = path.join(ROOT, place);
  if (!statSync(at).isDirectory()) return `${place}\n${readFileSync(at, 'utf8')}`;
  return readdirSync(at)
    .map((name) => textAt(path.join(place, name)))
    .join('\n');
}

/** `bootstrap run` also stands as bootstrapRun, BOOTSTRAP_RUN and bootstrap-run. */
function wordPattern(word: string): RegExp {
  return new RegExp(word.split(' ').join('[-_ ]?'), 'i');
}

test('the dictionary has rows', () => {
  expect(rows.length).toBeGreaterThan(20);
});

describe.each(rows)('the row of $words', ({ words, places }) => {
  test('names places that exist', () => {
    expect(places).not.toEqual([]);
    expect(places.filter((place) => !existsSync(path.join(ROOT, place)))).toEqual([]);
  });

  test.each(words)('leads to a place that holds the word "%s"', (word) => {
    expect(places.filter((place) => wordPattern(word).test(textAt(place)))).not.toEqual([]);
  });
});

describe('paths of sources', () => {
  const files = ['README.md', 'CONTRIBUTING.md', ...markdownIn('docs'), ...markdownIn('hack'), ...markdownIn('test')];

  test.each(files)('that %s names exist', (file) => {
    const named = [
      ...readFileSync(path.join(ROOT, file), 'utf8').matchAll(/`((?:src|test|hack|tekton|docs|sample)\/[\w./-]+)`/g),
    ];
    const places = named.map(([, place = '']) => place).filter((place) => !place.includes('NAME'));
    expect(places.filter((place) => !existsSync(path.join(ROOT, place)))).toEqual([]);
  });
});

function markdownIn(folder: string): readonly string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.join(folder, name));
}
