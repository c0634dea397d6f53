import { Html, html } from "./html.js";
import { STYLE } from "./style.js";

/** A whole page that asks nothing of the network; its policy lets the browser refuse what would. */
export function htmlPage(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>
${new Html(STYLE)}
</style>
</head>
<body>
${body}
</body>
</html>
`.text;
}
