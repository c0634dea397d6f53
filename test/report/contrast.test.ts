import { expect, test } from "vitest";
import { heatMap } from "../../lib/report/heat-map.js";
import { STYLE } from "../../lib/report/style.js";

// WCAG 2.2, relative luminance and contrast ratio.
function luminance(color: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = color.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: readonly number[], b: readonly number[]): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function schemes(): Record<string, (name: string) => number[]> {
  const [light, dark] = [...STYLE.matchAll(/:root \{([^}]*)\}/g)].map(([, block]) => (name: string) => {
    const hex = new RegExp(`--${name}: #(\\w{6})`).exec(block ?? "")?.[1] ?? "";
    return [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  });
  return { light: light!, dark: dark! };
}

test.each(Object.entries(schemes()))("words have a contrast of 4.5 to 1 and more: %s", (_, color) => {
  for (const paper of ["paper", "band"]) {
    for (const ink of ["ink", "quiet", "link"]) expect(contrast(color(paper), color(ink))).toBeGreaterThan(4.5);
  }
  expect(contrast(color("paper"), color("second"))).toBeGreaterThan(4.5);
});

test.each(Object.entries(schemes()))("every count in the heat map can be read: %s", (_, color) => {
  for (let hits = 1; hits <= 100; hits++) {
    const drawn = heatMap(["a", "b"], [[hits, 100 - hits], [0, 1]]).text; // biome-ignore format: a matrix
    const cells = [...drawn.matchAll(/class="(hit|miss)" fill-opacity="([\d.]+)".*?class="cell-label( strong)?"/g)];
    expect(cells).toHaveLength(hits === 100 ? 2 : 3);
    for (const [, look, opacity, strong] of cells) {
      const fill = color(look === "hit" ? "first" : "second");
      const seen = color("paper").map(
        (part, index) => part * (1 - Number(opacity)) + (fill[index] ?? 0) * Number(opacity),
      );
      expect(contrast(seen, color(strong === undefined ? "on-faint" : "on-strong"))).toBeGreaterThan(4.5);
    }
  }
});
