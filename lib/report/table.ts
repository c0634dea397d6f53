import { type Html, html } from "./html.js";

/**
 * A table; the first column names the row, the first `texts` columns hold text, the others numbers, set to the right.
 * It scrolls sideways by itself where the page is narrow.
 */
export function htmlTable(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  texts = 1,
): Html {
  const kind = (column: number) => (column < texts ? "text" : "number");
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${head.map((name, column) => html`<th scope="col" class="${kind(column)}">${name}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) => html`<tr>${row.map((cell, column) =>
      column === 0 ? html`<th scope="row" class="text">${cell}</th>` : html`<td class="${kind(column)}">${cell}</td>`,
    )}</tr>
`,
  )}</tbody>
</table></div>`;
}
