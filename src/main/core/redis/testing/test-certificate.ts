import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface TestCertificate {
  keyFile: string
  certificateFile: string
  /** PEM, to be trusted as its own authority. */
  pem: string
}

/** A self-signed certificate for `localhost`, written into the folder. Needs the openssl command. */
export async function createTestCertificate(folder: string): Promise<TestCertificate> {
  const keyFile = join(folder, 'key.pem')
  const certificateFile = join(folder, 'certificate.pem')
  await run('openssl', [
    'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', keyFile, '-out', certificateFile
  ])
  return { keyFile, certificateFile, pem: await readFile(certificateFile, 'utf8') }
}
