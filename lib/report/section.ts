import type { Html } from "./html.js";

/** One part of the report, in both its forms. */
export interface Section {
  /** The name to link to. */
  readonly anchor: string;
  readonly title: string;
  /** True where half the page's width is enough. */
  readonly half?: boolean;
  readonly html: Html;
  readonly markdown: string;
}
