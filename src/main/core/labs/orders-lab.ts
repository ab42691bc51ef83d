import type { PayloadTemplate } from '@shared/model/worker-state'
import type { LabDefinition, LabGroup } from './lab-definition'

const SWEEPER: LabGroup['sweeper'] = { enabled: false, intervalMs: 5_000, minIdleMs: 60_000, count: 100 }

function order(source: string, fields: Record<string, string>): PayloadTemplate {
  const common = { type: 'order.created', source: '{{source}}', order: 'ord-{{int 100000 999999}}', at: '{{iso}}' }
  return { source, fields: Object.entries({ ...common, ...fields }).map(([name, value]) => ({ name, value })) }
}

const TEMPLATES: PayloadTemplate[] = [
  order('checkout', {
    customer: 'cus-{{int 1000 9999}}', currency: '{{pick EUR|USD|GBP}}', total: '{{float 9 480}}',
    items: '[{"sku":"{{pick TEE-BLK-M|MUG-WHT|CAP-NVY|BAG-GRN}}","qty":{{int 1 4}}}]'
  }),
  order('mobile', {
    customer: 'cus-{{int 1000 9999}}', currency: '{{pick EUR|USD}}', total: '{{float 5 120}}', device: '{{pick ios|android}}', app: '{{pick 6.1.0|6.1.1|6.2.0}}'
  }),
  order('partner-api', {
    partner: '{{pick northwind|acme|globex}}', request: '{{uuid}}', currency: 'EUR', total: '{{float 200 9800}}', lines: '{{int 3 40}}'
  }),
  order('subscription', {
    type: 'order.renewed', customer: 'cus-{{int 1000 9999}}', plan: '{{pick monthly|yearly}}', currency: '{{pick EUR|USD}}', total: '{{pick 9.00|19.00|190.00}}'
  })
]

/** The default lab: one stream of orders, three groups that each do something else with every order. */
export const ordersLab: LabDefinition = {
  name: 'orders',
  title: 'Orders',
  about: 'A shop writes its orders to one stream; webhooks, analytics and notifications each read all of them in their own group, at their own pace.',
  streams: [
    {
      key: 'sluice:lab:orders',
      producers: [{ name: 'checkout', settings: { schedule: { kind: 'rate', perSecond: 8 }, templates: TEMPLATES, maxLenApprox: 10_000 } }],
      groups: [
        { name: 'webhook-delivery', consumers: ['wd-1', 'wd-2'], settings: { count: 4, processing: { kind: 'lognormal', medianMs: 60, p95Ms: 180 } }, sweeper: SWEEPER },
        { name: 'analytics-pipeline', consumers: ['ap-1', 'ap-2'], settings: { count: 20, ack: 'batch', processing: { kind: 'fixed', ms: 12 } }, sweeper: SWEEPER },
        { name: 'notification-sender', consumers: ['ns-1', 'ns-2'], settings: { count: 2, processing: { kind: 'lognormal', medianMs: 110, p95Ms: 340 } }, sweeper: SWEEPER }
      ]
    }
  ]
}
