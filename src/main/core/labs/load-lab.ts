import type { LabDefinition, LabGroup } from './lab-definition'

function group(name: string, consumer: string): LabGroup {
  return {
    name,
    consumers: [consumer],
    settings: { count: 100, ack: 'batch', processing: { kind: 'fixed', ms: 0 } },
    sweeper: { enabled: false, intervalMs: 5_000, minIdleMs: 60_000, count: 100 }
  }
}

/** More than can be drawn one by one: what Sluice shows then, and what it costs. */
export const loadLab: LabDefinition = {
  name: 'load',
  title: 'Load',
  about: '3,000 small entries a second through three groups without any work: one mark stands for many, and counts stay exact.',
  streams: [
    {
      key: 'sluice:lab:load',
      producers: [{
        name: 'meter',
        settings: {
          schedule: { kind: 'rate', perSecond: 3000 },
          templates: [{ source: 'meter', fields: [{ name: 'seq', value: '{{seq}}' }, { name: 'sensor', value: 'sensor-{{int 1 500}}' }, { name: 'value', value: '{{float 0 100}}' }] }],
          maxLenApprox: 10_000
        }
      }],
      groups: [group('billing', 'b-1'), group('alerts', 'a-1'), group('archive', 'r-1')]
    }
  ]
}
