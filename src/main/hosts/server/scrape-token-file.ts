import { readFile } from 'node:fs/promises'

/** As long as can be guessed by nobody, and made of what a header may hold (RFC 6750). */
const TOKEN = /^[A-Za-z0-9._~+/-]{32,512}=*$/

/** The token in a file, which is its only line. Rejects with what to do when there is none; never says what the file holds. */
export async function readScrapeToken(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`the file of --scrape-token-file cannot be read: ${file}`)
  })
  const token = text.trim()
  if (!TOKEN.test(token)) throw new Error('the file of --scrape-token-file needs one token of 32 to 512 letters, digits or ._~+/-. Make one with: openssl rand -hex 32')
  return token
}
