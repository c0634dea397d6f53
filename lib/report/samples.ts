import type { ReportContent, SamplePicture } from "./content.js";
import { type Html, html } from "./html.js";
import { markdownTable } from "./markdown.js";
import { count, counted } from "./number.js";
import type { Section } from "./section.js";

/** A few pictures of each class. */
export function samplesSection({ samples, classes }: ReportContent): Section {
  const pictures = new Map(classes.map(({ name, pictures }) => [name, pictures]));
  return {
    anchor: "samples",
    title: "Pictures of each class",
    html: html`<div class="samples">${samples.map(
      (
        group,
      ) => html`<div><h3>${group.name} <span class="note">${counted(pictures.get(group.name) ?? 0, "picture")}</span></h3>
<ul class="gallery">${group.pictures.map((picture) => html`<li>${thumbnailImage(picture, `${group.name}: ${picture.id}`)}</li>`)}</ul></div>
`,
    )}</div>`,
    markdown: markdownTable(
      ["class", "for example", "pictures"],
      samples.map(({ name, pictures: shown }) => [
        name,
        shown.map(({ id }) => id).join(", "),
        count(pictures.get(name) ?? 0),
      ]),
      2,
    ),
  };
}

/** A picture made small; where it has few pixels, they are shown as squares. */
export function thumbnailImage({ id, thumbnail }: SamplePicture, words: string): Html {
  const { uri, width, height } = thumbnail;
  const look = Math.max(width, height) <= 64 ? html` class="pixelated"` : undefined;
  return html`<img src="${uri}" width="${width}" height="${height}" alt="${words}" title="${id}"${look}>`;
}
