/** Text as it may stand in a line or a table cell of Markdown: nothing in it is markup. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/\p{Cc}/gu, "")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/[\\`*_{}[\]|#~!]/g, "\\$&");
}

/** A table; the first `texts` columns hold text, the others numbers, set to the right. Cells are escaped. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  texts = 1,
): string {
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => escapeMarkdown(String(cell))).join(" | ")} |`;
  const rule = `|${head.map((_, index) => (index < texts ? " --- " : " ---: ")).join("|")}|`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

/** A block of preformatted text; the fence is longer than any run of backticks inside. */
export function markdownBlock(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((match) => match[0].length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text.replace(/\n$/, "")}\n${fence}`;
}
