import { expect, test } from 'vitest'
import css from './tokens.css?raw'

type Theme = ReadonlyMap<string, string>

function readTheme(selector: string): Map<string, string> {
  const from = css.indexOf(`${selector} {`)
  const block = css.slice(from, css.indexOf('}', from))
  return new Map(Array.from(block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g), (match) => [match[1] ?? '', match[2] ?? '']))
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** WCAG 2.2 contrast ratio, 1 to 21. */
function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (high + 0.05) / (low + 0.05)
}

const dark = readTheme(':root')
const themes: [string, Theme][] = [['dark', dark], ['light', new Map([...dark, ...readTheme("[data-theme='light']")])]]
const GROUNDS = ['bg', 'panel', 'soft', 'field', 'raised']
const TEXTS = ['ink', 'mut', 'dim', 'new-text', 'pend-text', 'old-text', 're-text', 'ok-text', 'bad-text', 'ghost-text', 'unowned-text', 'acc-text']
const MARKS = ['new', 'pend', 'old', 're', 'ok', 'bad', 'ghost', 'unowned', 'acc', 'edge']
const FILLED = ['pend', 'old', 're', 'ok', 'bad', 'acc']

function tooFaint(theme: Theme, pairs: readonly (readonly [string, string])[], least: number): string[] {
  return pairs.flatMap(([over, under]) => {
    const ratio = contrast(theme.get(over) ?? '#000000', theme.get(under) ?? '#000000')
    return ratio < least ? [`${over} on ${under}: ${ratio.toFixed(2)}`] : []
  })
}

const cross = (over: readonly string[], under: readonly string[]): (readonly [string, string])[] => over.flatMap((a) => under.map((b) => [a, b] as const))

test.each(themes)('%s theme: text is 4.5:1 on every ground', (_name, theme) => {
  expect(tooFaint(theme, cross(TEXTS, GROUNDS), 4.5)).toEqual([])
})

test.each(themes)('%s theme: marks and control edges are 3:1 on every ground', (_name, theme) => {
  expect(tooFaint(theme, cross(MARKS, GROUNDS), 3)).toEqual([])
})

test.each(themes)('%s theme: text on a filled mark or button is 4.5:1', (_name, theme) => {
  expect(tooFaint(theme, FILLED.map((name) => [`on-${name}`, name] as const), 4.5)).toEqual([])
})

test('both themes name the same colours, so that none falls back to the other', () => {
  expect([...readTheme("[data-theme='light']").keys()].sort()).toEqual([...dark.keys()].sort())
})
