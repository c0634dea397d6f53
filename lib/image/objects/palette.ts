/** Colours of one material, as CSS has them. */
export interface Ink {
  readonly base: string;
  readonly dark: string;
  readonly light: string;
  /** For details that stand off. */
  readonly accent: string;
}

/** What any object may be made of: one list for all classes, so that no colour tells a class. */
export const INKS: readonly [Ink, ...Ink[]] = [
  { base: "#2b2d31", dark: "#141517", light: "#5b5f67", accent: "#b9bec7" },
  { base: "#5a3a26", dark: "#331f13", light: "#8d6243", accent: "#d2a878" },
  { base: "#7a2430", dark: "#45121a", light: "#b04a58", accent: "#e3b2a6" },
  { base: "#23426e", dark: "#122340", light: "#4d76ad", accent: "#b8cfe6" },
  { base: "#2c5a45", dark: "#163326", light: "#548e74", accent: "#c4dcc0" },
  { base: "#4d5560", dark: "#2b3038", light: "#848e9b", accent: "#d9dee5" },
  { base: "#5d3f73", dark: "#35223f", light: "#8f6ca8", accent: "#d8c4e4" },
  { base: "#8a5a1c", dark: "#50330e", light: "#bd8a3e", accent: "#ecd39b" },
];

/** Two colours, red, green and blue 0…255, between which a surface's texture runs. */
export type Surface = readonly [readonly [number, number, number], readonly [number, number, number]];

/** What any object may lie on. */
export const SURFACES: readonly [Surface, ...Surface[]] = [
  [
    [226, 205, 172],
    [188, 158, 118],
  ],
  [
    [232, 230, 224],
    [198, 196, 190],
  ],
  [
    [205, 214, 218],
    [170, 182, 190],
  ],
  [
    [218, 210, 190],
    [192, 176, 146],
  ],
  [
    [206, 220, 203],
    [172, 190, 170],
  ],
  [
    [230, 208, 206],
    [200, 172, 172],
  ],
];
