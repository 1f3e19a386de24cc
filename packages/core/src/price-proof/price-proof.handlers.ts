import { localDateOf } from '@mamapu/kernel'
import type { EventHandler } from '../events/index.js'
import type { PricedMechanics } from './bases-of-round.js'
import { findZone, insertFacts, listPaidLines, upsertLow } from './price-proof.queries.js'
import { unitAfterLine } from './price-proof.rules.js'
import { proveRound } from './prove-round.js'

const LINES_MAX = 500

/** What a SKU cost everyone, and from when on. */
const keepPrices: EventHandler<'product.priced'> = {
  name: 'price-proof.keep-prices',
  event: 'product.priced',
  async handle(tx, { payload, at }) {
    const listedFrom = payload.listedFrom === null ? null : new Date(payload.listedFrom)
    const listedUntil = payload.listedUntil === null ? null : new Date(payload.listedUntil)
    await insertFacts(
      tx,
      payload.skus.map((sku) => ({ ...sku, at, listedFrom, listedUntil })),
    )
  },
}

/** The lowest price of the day, line by line; what cost nothing is a gift and proves nothing. */
const keepLows: EventHandler<'order.paid'> = {
  name: 'price-proof.keep-lows',
  event: 'order.paid',
  async handle(tx, { payload, at }) {
    const day = localDateOf(at, await findZone(tx))
    const lines = await listPaidLines(tx, payload.orderId, LINES_MAX)
    // By SKU, so that two orders paid together take the day's rows in one order.
    for (const line of lines.toSorted((a, b) => (a.skuId < b.skuId ? -1 : 1))) {
      const lowFen = unitAfterLine(line)
      if (lowFen > 0)
        await upsertLow(tx, line.skuId, { day, lowFen, orderId: payload.orderId, lineId: line.lineId })
    }
  },
}

/** Everybody in this domain who listens. */
export function priceProofHandlers(mechanics: PricedMechanics): readonly EventHandler[] {
  const prove: EventHandler<'campaign.published'> = {
    name: 'price-proof.prove',
    event: 'campaign.published',
    handle: (tx, { payload }, { at }) =>
      proveRound(tx, mechanics, { campaignId: payload.campaignId, freezes: false, at }),
  }
  const freeze: EventHandler<'campaign.started'> = {
    name: 'price-proof.freeze',
    event: 'campaign.started',
    handle: (tx, { payload }, { at }) =>
      proveRound(tx, mechanics, {
        campaignId: payload.campaignId,
        round: { key: payload.round, startsAt: new Date(payload.startsAt) },
        freezes: true,
        at,
      }),
  }
  return [keepPrices, keepLows, prove, freeze] as unknown as readonly EventHandler[]
}
