import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/** The server program to run the sandbox with: Redis or Valkey, the first that is found. Undefined when there is none. */
export async function findRedisServer(path: string): Promise<string | undefined> {
  for (const name of ['redis-server', 'valkey-server']) {
    for (const folder of path.split(delimiter)) {
      if (folder === '') continue
      const file = join(folder, name)
      const usable = await access(file, constants.X_OK).then(() => true, () => false)
      if (usable) return file
    }
  }
  return undefined
}

/** Why there can be no sandbox on a server program here. */
export const NO_PROGRAM = 'There is no redis-server or valkey-server on this machine.'
