'use strict'

// Runs before everything else of the page, and is not bundled for that reason: a bundle runs what its parts share first.

// zod would try `new Function` once, to see whether it may. The content policy forbids that and reports it.
globalThis.__zod_globalConfig = { jitless: true }

// What the libraries of the page may give to the dangerous ends of the DOM as plain strings (TRUST R3). Markup never:
// text without `<` is enough for the style sheets that Radix writes so. Script addresses only for workers of our own
// build. Monaco brings policies of its own, which the content policy names. Browsers without Trusted Types have that alone.
const assets = new URL('assets/', document.baseURI).href
globalThis.trustedTypes?.createPolicy('default', {
  createHTML: (text) => (text.includes('<') ? undefined : text),
  createScriptURL: (address) => (new URL('.', new URL(address, document.baseURI)).href === assets ? address : undefined)
})
