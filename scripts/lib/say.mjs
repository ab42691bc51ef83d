/** Progress goes to stderr: stdout belongs to what a command answers. */
export function say(text) {
  process.stderr.write(`sluice: ${text}\n`)
}

/** Ends the command with a sentence instead of a stack. */
export function fail(text) {
  say(text)
  process.exit(1)
}
