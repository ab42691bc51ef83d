/** For whoever is not admitted: how to get in, and nothing about what is behind. `again` reloads where they are. */
export const SIGN_IN_PAGE = page('Sluice', `
<h1>This Sluice needs its link</h1>
<p>Open the link that the terminal shows. Each link opens once; press Enter in that terminal for a fresh one.</p>
<p>If you just did that, <a href="">go on</a>.</p>`)

/** Leads from a link on another site to the page. A plain redirect would not bring the SameSite cookie along. */
export function welcomePage(base: string): string {
  return page('Sluice', `<p><a href="${base}">Open Sluice</a></p>`, `<meta http-equiv="refresh" content="0;url=${base}">`)
}

function page(title: string, body: string, head = ''): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>
:root { color-scheme: dark light; font: 16px/1.5 system-ui, sans-serif }
body { margin: 20vh auto; max-width: 32rem; padding: 0 1rem }
h1 { font-size: 1.25rem }
</style>
${head}
</head>
<body>${body}
</body>
</html>
`
}
