/**
 * The look of every page. Strong cells of the heat map begin at an opacity of 0.76 and faint ones end at 0.58, so that
 * each number keeps a contrast of at least 4.5 to 1 in both colour schemes.
 */
export const STYLE = `
:root { color-scheme: light dark; --paper: #ffffff; --band: #f5f4f0; --ink: #1b1d21; --quiet: #5b606a; --rule: #dcdad3;
  --first: #0f4c75; --second: #8a2f14; --on-faint: #111111; --on-strong: #ffffff; --link: #0f4c75; }
@media (prefers-color-scheme: dark) { :root { --paper: #1b1e23; --band: #23272e; --ink: #eceae4; --quiet: #a4a9b3;
  --rule: #383d46; --first: #6db3e8; --second: #ee9a76; --on-faint: #f4f4f2; --on-strong: #0b0d10; --link: #8cc5f2; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI",
  Roboto, "Helvetica Neue", Arial, sans-serif; font-variant-numeric: tabular-nums; overflow-wrap: break-word; }
main, header > div, footer { max-width: 70rem; margin: 0 auto; padding: 0 1.25rem; }
header { background: var(--band); border-bottom: 1px solid var(--rule); padding: 1.75rem 0 1.5rem; }
h1, h2, .figure { font-family: Charter, "Iowan Old Style", "Palatino Linotype", Palatino, "Noto Serif", Georgia, serif; }
h1 { font-size: 1.7rem; line-height: 1.2; font-weight: 600; margin: 0; }
h2 { font-size: 1.3rem; line-height: 1.25; font-weight: 600; margin: 0 0 .75rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .5rem; }
p { margin: 0 0 .75rem; max-width: 68ch; }
a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.under { color: var(--quiet); margin: .3rem 0 1.1rem; }
.tag { display: inline-block; font: 600 .8rem/1 system-ui, sans-serif; color: var(--paper); background: var(--second);
  border-radius: 1rem; padding: .35rem .65rem; vertical-align: .25em; white-space: nowrap; }
.headline { display: grid; gap: 1.1rem 3rem; grid-template-columns: minmax(0, 1fr); }
@media (min-width: 52rem) { .headline { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); align-items: start; } }
.figure { font-size: 3.75rem; line-height: 1; font-weight: 600; letter-spacing: -.02em; }
.score { display: flex; flex-wrap: wrap; align-items: flex-end; gap: .3rem .9rem; margin: 0 0 .5rem; }
.score span:last-child { padding-bottom: .35rem; }
.verdict { font-size: 1.06rem; }
.verdict p:last-child { margin-bottom: 0; }
.strip { margin: 1.4rem 0 .4rem; }
.strip .axis { position: relative; height: 1.6rem; border-bottom: 1px solid var(--quiet); }
.strip .axis > * { position: absolute; bottom: 0; }
.strip .band { height: 1.1rem; background: var(--first); opacity: .28; min-width: 3px; }
.strip .point { width: 3px; height: 1.6rem; margin-left: -1.5px; background: var(--first); }
.strip .fold { width: .5rem; height: .5rem; margin: 0 0 .3rem -.25rem; border-radius: 50%; border: 1.5px solid var(--second);
  background: var(--paper); }
.strip .chance { width: 0; height: 1.6rem; border-left: 2px dotted var(--quiet); margin-left: -1px; }
.strip .ticks { position: relative; height: 1.3rem; font-size: .8rem; color: var(--quiet); }
.strip .ticks > * { position: absolute; transform: translateX(-50%); } .strip .ticks > :first-child { transform: none; }
.strip .ticks > :last-child { transform: translateX(-100%); }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; list-style: none; margin: .4rem 0 0; padding: 0; font-size: .85rem;
  color: var(--quiet); }
.legend i { display: inline-block; width: .8rem; height: .8rem; margin-right: .4rem; vertical-align: -.08em; }
.legend .is-point { width: 3px; background: var(--first); } .legend .is-band { background: var(--first); opacity: .28; }
.legend .is-fold { border: 1.5px solid var(--second); border-radius: 50%; width: .6rem; height: .6rem; }
.legend .is-chance { width: 0; border-left: 2px dotted var(--quiet); }
.legend .is-first { height: 3px; width: 1.1rem; background: var(--first); vertical-align: .25em; }
.legend .is-second { height: 0; width: 1.1rem; border-top: 3px dashed var(--second); vertical-align: .25em; }
nav ul { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; list-style: none; margin: 1.1rem 0 0; padding: 0; font-size: .92rem; }
main { display: grid; grid-template-columns: minmax(0, 1fr); }
section { padding: 2rem 0 1.5rem; scroll-margin-top: .5rem; border-bottom: 1px solid var(--rule); min-width: 0; }
section > :last-child { margin-bottom: 0; }
@media (min-width: 64rem) { main { grid-template-columns: repeat(2, minmax(0, 1fr)); column-gap: 2.5rem; }
  section { grid-column: span 2; } section.half { grid-column: span 1; } }
.note, figcaption, caption { color: var(--quiet); font-size: .9rem; }
.scroll { overflow-x: auto; max-width: 100%; }
pre { font: .86rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; background: var(--band);
  border-radius: .4rem; padding: 1rem; margin: 0 0 1rem; width: max-content; min-width: min(100%, 30rem); }
table { border-collapse: collapse; font-size: .92rem; margin: 0 0 1rem; }
caption { text-align: left; padding-bottom: .4rem; }
th, td { padding: .32rem .75rem .32rem 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
th { font-weight: 600; } tbody th { font-weight: 500; }
thead th { color: var(--quiet); font-size: .85rem; vertical-align: bottom; }
.text { text-align: left; overflow-wrap: anywhere; min-width: 5rem; } .number { text-align: right; white-space: nowrap; padding-left: .6rem; }
figure { margin: 0 0 1rem; } figcaption { margin-top: .5rem; } .legend + .pair { margin-top: .9rem; }
svg { display: block; height: auto; font-family: inherit; }
svg text { fill: var(--ink); } svg .quiet { fill: var(--quiet); }
svg .cell-label { fill: var(--on-faint); } svg .cell-label.strong { fill: var(--on-strong); }
svg .hit { fill: var(--first); } svg .miss { fill: var(--second); } svg .empty { fill: var(--band); }
svg .grid { stroke: var(--rule); } svg .axis { stroke: var(--quiet); } svg .best { stroke: var(--quiet); stroke-dasharray: 2 3; }
svg .line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
svg .line.first { stroke: var(--first); } svg .line.second { stroke: var(--second); stroke-dasharray: 6 4; }
svg .dot.first { fill: var(--first); } svg .dot.second { fill: var(--second); }
.pair { display: grid; gap: 1rem 2.5rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); }
.gallery { display: grid; gap: .9rem .8rem; grid-template-columns: repeat(auto-fill, minmax(6.6rem, 1fr)); list-style: none;
  margin: 0 0 1rem; padding: 0; font-size: .85rem; line-height: 1.35; }
.gallery img { display: block; width: 100%; height: auto; aspect-ratio: 1; object-fit: contain; background: var(--band);
  border-radius: .3rem; margin-bottom: .35rem; }
.samples { display: grid; gap: 1.1rem 2rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 21rem), 1fr)); }
.samples h3 { margin: 0 0 .4rem; } .samples .gallery { grid-template-columns: repeat(6, minmax(0, 1fr)); gap: .35rem; margin: 0; }
.samples img { margin: 0; }
.pairs { display: grid; gap: 1rem 1.6rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr));
  list-style: none; margin: 0 0 1rem; padding: 0; font-size: .85rem; line-height: 1.35; }
.pairs > li > div { display: grid; grid-template-columns: repeat(2, minmax(0, 7rem)); gap: .35rem; margin-bottom: .35rem; }
.pairs img { display: block; width: 100%; height: auto; aspect-ratio: 1; object-fit: contain; background: var(--band);
  border-radius: .3rem; }
.pixelated { image-rendering: pixelated; }
.id { color: var(--quiet); font-size: .8rem; overflow-wrap: anywhere; }
details { margin: 0 0 1rem; } summary { cursor: pointer; color: var(--link); }
details > :not(summary) { margin-top: .75rem; }
footer { color: var(--quiet); font-size: .9rem; padding-top: 1.5rem; padding-bottom: 2.5rem; }
@media (max-width: 30rem) { main, header > div, footer { padding: 0 1rem; } pre { font-size: .66rem; padding: .6rem .5rem; }
  table { font-size: .85rem; } th, td { padding-right: .4rem; } .number { padding-left: .2rem; } }
@media print { header { background: none; } nav, details { display: none; } section { break-inside: avoid; } }
`.trim();
