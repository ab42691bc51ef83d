// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g

/** One line on stderr. Control characters are escaped, so that no text from elsewhere can drive the terminal (TRUST R12). */
export function writeLine(text: string): void {
  process.stderr.write(`${text.replace(CONTROL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`)
}
