import { describe, expect, it } from 'vitest'
import { dataFault, type DataFault } from './faults'

describe('a fault of data', () => {
  it.each<DataFault>([
    { kind: 'trim', by: 'maxlen', approximate: false, threshold: 0 },
    { kind: 'trim', by: 'minid', approximate: true, threshold: '5-0' },
    { kind: 'delete-stream' },
    { kind: 'destroy-group', group: '' },
    { kind: 'delete-consumer', group: 'g', consumer: '__proto__' }
  ])('crosses the boundary as it is: %j', (fault) => {
    expect(dataFault.parse(fault)).toEqual(fault)
  })

  it.each([{ kind: 'trim', by: 'minid', approximate: true, threshold: 'x' }, { kind: 'trim', by: 'maxlen', approximate: false, threshold: -1 }, { kind: 'flush' }])('is refused: %j', (fault) => {
    expect(dataFault.safeParse(fault).success).toBe(false)
  })
})
