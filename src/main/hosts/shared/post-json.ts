import { request } from 'node:http'

export class NoAnswerInTime extends Error {
  override readonly name = 'NoAnswerInTime'
}

/** Posts a JSON body to a URL on this machine, on a connection of its own. Rejects when no answer comes, with NoAnswerInTime when it was waited for. Milliseconds. */
export function postJson(url: string, body: string, timeoutMs: number): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent: false, timeout: timeoutMs, headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) } })
    sent.on('timeout', () => sent.destroy(new NoAnswerInTime('no answer in time')))
    sent.on('error', reject)
    sent.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => { text += chunk })
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
    })
    sent.end(body)
  })
}
