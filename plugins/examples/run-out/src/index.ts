import { DAY, later } from '@mamapu/kernel'
import { definePlugin, field, forSettings } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { dropReminder, noteReminder, takeDue } from './run-out.queries.js'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

const settings = Type.Object(
  {
    days: Type.Integer({
      ...field('收货几天后提醒', 'Days after it was received', { ui: 'count' }),
      minimum: 1,
      maximum: 365,
      default: 25,
    }),
  },
  { additionalProperties: false },
)
const { on, job } = forSettings(settings)

// #region job
/** Messages of one transaction. */
const BATCH = 200

const sendReminders = job({
  name: 'send-reminders',
  every: '1h',
  async run({ tx, at, notify }) {
    const due = await takeDue(tx, at, BATCH)
    for (const { orderId, customerId } of due)
      await notify({ customerId, template: 'run_out', data: {}, dedupeKey: orderId })
    return due.length === BATCH ? 'more' : undefined
  },
})
// #endregion

// #region events
const events = {
  'order.received': on('order.received', {
    async handle({ tx, at, settings }, { orderId, customerId }) {
      if (customerId) await noteReminder(tx, { orderId, customerId, dueAt: later(at, settings.days * DAY) })
    },
  }),
  'order.refunded': on('order.refunded', {
    async handle({ tx }, { orderId, isWhole }) {
      if (isWhole) await dropReminder(tx, orderId)
    },
  }),
}
// #endregion

export default definePlugin({
  id: 'run-out',
  version: '1.0.0',
  api: 1,
  engine: '^0.1',
  title: words('用完提醒', 'Before it runs out'),
  description: words(
    '收货一段时间后，站内信问问是不是快用完了。',
    'Some time after the parcel arrived, a message asks whether it is running out.',
  ),
  category: 'tool',
  scopes: ['messages:send'],
  settings,
  on: events,
  jobs: [sendReminders],
  migrations: new URL('../migrations/', import.meta.url),
  locales: new URL('../locales/', import.meta.url),
})
