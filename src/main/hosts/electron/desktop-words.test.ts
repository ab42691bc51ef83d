import { expect, test } from 'vitest'
import { parseDesktopArguments } from './desktop-arguments'
import { isOwnPage } from './own-page'
import { parseWindowBounds } from './window-bounds'

test('our words are found among those of Chromium', () => {
  expect(parseDesktopArguments(['--no-sandbox', '--lang=en-US', '/some/app', '--sandbox', '--lab', 'orders', '--lab', 'retries'], {})).toEqual({ connection: { sandbox: undefined }, labs: ['orders', 'retries'] })
  expect(parseDesktopArguments(['--disable-gpu', '.', '--redis', 'redis://127.0.0.1:7000'], {})).toEqual({ connection: { url: 'redis://127.0.0.1:7000' }, labs: [] })
  expect(parseDesktopArguments(['.', '--sandbox-server', 'built-in'], {})).toEqual({ connection: { sandbox: 'built-in' }, labs: [] })
  expect(parseDesktopArguments([], { SLUICE_REDIS_URL: 'rediss://h:1' })).toEqual({ connection: { url: 'rediss://h:1' }, labs: [] })
})

test('words that exclude each other or are no server are told', () => {
  expect(parseDesktopArguments(['--sandbox', '--redis', 'redis://h'], {})).toHaveProperty('problem')
  expect(parseDesktopArguments(['--redis'], {})).toHaveProperty('problem')
  expect(parseDesktopArguments(['--redis', 'http://h'], {})).toHaveProperty('problem')
})

const screen = { x: 0, y: 0, width: 1920, height: 1080 }

test('a window comes back where it was', () => {
  expect(parseWindowBounds('{"x":10,"y":20,"width":1200,"height":800,"maximized":true}', [screen]))
    .toEqual({ bounds: { x: 10, y: 20, width: 1200, height: 800 }, maximized: true })
})

test.each([
  ['cut short', '{"x":10,"y"'],
  ['not an object', '7'],
  ['null', 'null'],
  ['too small to use', '{"x":10,"y":20,"width":1,"height":800}'],
  ['not numbers', '{"x":"10","y":20,"width":1200,"height":800}'],
  ['on a screen that is gone', '{"x":5000,"y":20,"width":1200,"height":800}'],
  ['with its title bar out of reach', '{"x":10,"y":-500,"width":1200,"height":800}']
])('a place that is %s gives the usual one', (_name, text) => {
  expect(parseWindowBounds(text, [screen]).bounds).toBeUndefined()
})

test.each(['app://sluice', 'app://sluice/', 'app://sluice/assets/x.js'])('E13, E17 %s is ours', (url) => expect(isOwnPage(url)).toBe(true))

test.each([
  'app://sluice.evil/', 'app://evil/', 'app://evil/sluice', 'app://sluice@evil/', 'app://sluice:80/', 'https://sluice/', 'file:///etc/passwd',
  'javascript:alert(1)', 'data:text/html,x', 'about:blank', 'blob:app://sluice/x', 'view-source:app://sluice/', 'sluice', '', 'null'
])('E13, E17 %s is not ours', (url) => expect(isOwnPage(url)).toBe(false))
