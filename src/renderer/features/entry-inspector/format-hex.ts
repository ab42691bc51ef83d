/** Bytes as `0000  7b 22 69 64 22 3a 31 7d  {"id":1}`, eight a line: what fits beside a view. */
export function formatHex(bytes: Uint8Array): string {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += 8) {
    const line = [...bytes.subarray(at, at + 8)]
    const hex = line.map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
    const text = line.map((byte) => (byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join('')
    lines.push(`${at.toString(16).padStart(4, '0')}  ${hex.padEnd(23)}  ${text}`)
  }
  return lines.join('\n')
}
