import { asId, DAY, later, MINUTE, must, parseId, shortMoney } from '@mamapu/kernel'
import { Type } from 'typebox'
import { flashSale, job, on, route } from './flash-sale.mechanic.js'
import { askReminder, forgetReminders, makeDue, takeDue } from './flash-sale.queries.js'
import { PAGE, prepareUrl } from './flash-sale.slots.js'

/** Messages of one transaction. */
const BATCH = 200
const AHEAD_MS = 400 * DAY
/** How long before a round core tells that it begins. */
const LEAD_MS = 5 * MINUTE

const Where = Type.Object({
  campaignId: Type.String({ maxLength: 40 }),
  round: Type.String({ maxLength: 40 }),
  skuId: Type.String({ maxLength: 40 }),
})

/** 提醒我： a message shortly before the round begins. Asking twice is asking once. */
export const remindRoute = route({
  audience: 'shopper',
  method: 'POST',
  path: '/remind/:campaignId/:round/:skuId',
  summary: 'Be reminded before a round of a flash sale begins',
  params: Where,
  reply: Type.Object({ startsAt: Type.String({ format: 'date-time' }) }),
  signedIn: true,
  form: { next: PAGE, done: 'notice.remind' },
  async handle({ tx, at, customer, campaigns }, { params }) {
    // #region rounds
    const rounds = await campaigns.rounds(flashSale, { from: at, until: later(at, AHEAD_MS) })
    const found = rounds.find(({ id, round }) => id === params.campaignId && round === params.round)
    // #endregion
    const skuId = parseId('sku', params.skuId)
    if (!found || !skuId || !found.config.items.some((item) => item.skuId === skuId))
      return { refused: 'FLASH_SALE_NOT_FOUND' }
    if (found.startsAt <= at) return { refused: 'FLASH_SALE_STARTED' }
    const { id: customerId } = must(customer, 'signed in')
    const dueAt = dueNow(found.startsAt, at)
    await askReminder(tx, { campaignId: found.id, round: found.round, customerId, skuId, at, dueAt })
    return { status: 201, body: { startsAt: found.startsAt.toISOString() } }
  },
})

/** Core may have told already, or tell this minute: then nothing is waited for. Null while it will tell. */
function dueNow(startsAt: Date, at: Date): Date | null {
  const soonAt = later(startsAt, -LEAD_MS)
  if (later(soonAt, -MINUTE) > at) return null
  return soonAt > at ? soonAt : at
}

// #region events
export const saleEvents = {
  'campaign.soon': on('campaign.soon', { handle: ({ tx, at }, told) => makeDue(tx, told, at) }),
  'campaign.ended': on('campaign.ended', { handle: ({ tx }, told) => forgetReminders(tx, told) }),
}
// #endregion

// #region job
/** Sends what is due, in batches; a round that was cancelled or paused meanwhile reminds nobody. */
export const sendReminders = job({
  name: 'send-reminders',
  every: '1m',
  async run({ tx, at, campaigns, notify, zone }) {
    const due = await takeDue(tx, at, BATCH)
    if (due.length === 0) return
    const rounds = await campaigns.rounds(flashSale, { from: later(at, -DAY), until: later(at, DAY) })
    for (const { campaignId, round, customerId, skuId } of due) {
      const found = rounds.find((one) => one.id === campaignId && one.round === round)
      const item = found?.config.items.find((one) => asId('sku', one.skuId) === skuId)
      if (!found || !item || !['upcoming', 'announced', 'running'].includes(found.state)) continue
      await notify({
        customerId,
        template: 'remind',
        data: {
          label: found.label,
          time: timeOf(found.startsAt, zone),
          price: shortMoney(item.priceFen),
          path: prepareUrl(skuId),
        },
        dedupeKey: `${campaignId}:${round}:${customerId}`,
      })
    }
    return due.length === BATCH ? 'more' : undefined
  },
})
// #endregion

function timeOf(at: Date, zone: string): string {
  return new Intl.DateTimeFormat('zh-CN', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at)
}
