import { request } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import type { ServiceAnswer, ServiceEndpoint } from '../../core/create-workbench'
import { createOpenService } from './service-server'

const open = createOpenService(() => 'a-token')
const opened: ServiceEndpoint[] = []
const seen: string[] = []
afterEach(async () => {
  for (const service of opened.splice(0)) await service.close()
  seen.length = 0
})

async function start(answer: (body: string) => Promise<ServiceAnswer> = () => Promise.resolve({ status: 200, body: 'done' })): Promise<ServiceEndpoint> {
  const service = await open((body) => {
    seen.push(body)
    return answer(body)
  })
  opened.push(service)
  return service
}

function ask(url: string, options: { method?: string; headers?: Record<string, string>; body?: string }): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: options.method ?? 'POST', headers: options.headers ?? {} }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode ?? 0))
    })
    sent.on('error', reject)
    sent.end(options.body)
  })
}

describe('a service of a comparison (D7)', () => {
  it('answers over HTTP what it is told to answer', async () => {
    const service = await start((body) => Promise.resolve({ status: 201, body: `did ${body}` }))
    expect(await service.post('ORD-1', 1000)).toEqual({ kind: 'answered', status: 201, body: 'did ORD-1' })
    expect(seen).toEqual(['ORD-1'])
  })

  it('tells a call that was waited for from one that nobody took', async () => {
    let release = (): void => undefined
    const service = await start(() => new Promise((resolve) => { release = () => resolve({ status: 200, body: '' }) }))
    expect(await service.post('x', 50)).toEqual({ kind: 'timed-out' })
    release()
    await service.close()
    expect(await service.post('x', 1000)).toMatchObject({ kind: 'unreachable' })
  })

  it('closes at once: who waits for an answer loses its connection', async () => {
    const service = await start(() => new Promise(() => undefined))
    const waiting = service.post('x', 20_000)
    await expect.poll(() => seen).toEqual(['x'])
    await service.close()
    expect(await waiting).toMatchObject({ kind: 'unreachable' })
  })

  it('takes nothing from a stranger or a page (I1, I2, I3)', async () => {
    const { url } = await start()
    const host = new URL(url).host
    expect(new URL(url).hostname).toBe('127.0.0.1')
    expect(await ask(`${url}x`, {})).toBe(403)
    expect(await ask(`http://${host}/`, {})).toBe(403)
    expect(await ask(url, { method: 'GET' })).toBe(403)
    expect(await ask(url, { headers: { Origin: 'http://evil.example' } })).toBe(403)
    expect(await ask(url, { headers: { Host: 'evil.example' } })).toBe(403)
    expect(await ask(url, { body: 'x'.repeat(2000) })).toBe(413)
    expect(seen).toEqual([])
    expect(await ask(url, { body: 'mine' })).toBe(200)
    expect(seen).toEqual(['mine'])
  })
})
