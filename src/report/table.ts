/** Lines of cells, each column as wide as its widest cell. */
export function tableLines(rows: readonly (readonly string[])[]): readonly string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/**
 * Lists, indented, each with its title on the left. Empty lists are left out, but count for the width of the titles.
 */
export function listLines(lists: readonly (readonly [string, readonly string[]])[]): readonly string[] {
  const width = Math.max(0, ...lists.map(([title]) => title.length));
  const shown = lists.flatMap(([title, items]) =>
    items.map((item, index) => [(index === 0 ? title : '').padEnd(width), item]),
  );
  return tableLines(shown).map((line) => `  ${line}`);
}
