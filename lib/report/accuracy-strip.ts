import { type Html, html } from "./html.js";
import { fixed } from "./number.js";

export interface Strip {
  readonly accuracy: number;
  readonly interval: { readonly low: number; readonly high: number };
  /** The accuracy of always answering the most frequent class. */
  readonly baseline: number;
  readonly folds: readonly number[];
}

const TICKS = [0, 0.25, 0.5, 0.75, 1];

/** The accuracy on a line from 0 to 1, with its interval, the folds and the baseline, so that all are seen at once. */
export function accuracyStrip({ accuracy, interval, baseline, folds }: Strip): Html {
  const at = (share: number) => `${fixed(Math.min(Math.max(share, 0), 1) * 100, 1)}%`;
  const words = `Accuracy ${fixed(accuracy)} on a line from 0 to 1, interval ${fixed(interval.low)} to ${fixed(interval.high)}, baseline ${fixed(baseline)}`;
  return html`<div class="strip">
<div class="axis" role="img" aria-label="${words}">
<span class="band" style="left:${at(interval.low)};width:${at(interval.high - interval.low)}"></span>
<span class="chance" style="left:${at(baseline)}"></span>
${folds.map((fold) => html`<span class="fold" style="left:${at(fold)}"></span>`)}
<span class="point" style="left:${at(accuracy)}"></span>
</div>
<div class="ticks" aria-hidden="true">${TICKS.map((tick) => html`<span style="left:${at(tick)}">${fixed(tick)}</span>`)}</div>
<ul class="legend"><li><i class="is-point"></i>test accuracy</li><li><i class="is-band"></i>95 % interval</li>
${folds.length > 0 ? html`<li><i class="is-fold"></i>one fold each</li>` : undefined}
<li><i class="is-chance"></i>always the most frequent class: ${fixed(baseline)}</li></ul>
</div>`;
}
