/** A line for a POSIX shell that posts this body. `-d` makes it a POST. */
export function formatCurl(url: string, body: string): string {
  return `curl -sS -H 'Content-Type: application/json' -d '${body.replaceAll("'", String.raw`'\''`)}' ${url}`
}
