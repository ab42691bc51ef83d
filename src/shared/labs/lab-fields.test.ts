import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { formatLabFields } from './testing/format-lab-fields'

test('docs/lab-file-fields.md has every field as the schema has it; `npx vitest run lab-fields -u` writes it anew', async () => {
  await expect(formatLabFields()).toMatchFileSnapshot(resolve(import.meta.dirname, '../../../docs/lab-file-fields.md'))
})
