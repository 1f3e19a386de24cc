import type { TenantTx } from '@mamapu/db'
import type { OrderId } from '@mamapu/kernel'
import { type Fen, type Id, ZERO_FEN } from '@mamapu/kernel'
import { decideAction, findOrder, listLines, type OrderLine, refundOfUnits } from '../orders/index.js'
import { getAftersaleSettings } from './aftersale-settings.js'
import { listCasesOf, listOpenLines } from './case.queries.js'
import { askableUntil, unitsAskable } from './case.rules.js'
import type { Case } from './case.types.js'
import type { Ground } from './ground.js'
import { type ReturnRule, SEVEN_DAYS } from './reason.rules.js'
import { boughtAt } from './return-rule.js'
import { listExchangeable, rulesAt } from './shop.queries.js'

/** A line that may be asked for now, with how many of it. */
export interface AskableLine {
  readonly line: OrderLine
  readonly units: number
  /** What so many cost; nothing for goods sent in exchange, whose money lies with the first. */
  readonly upToFen: Fen
  readonly rule: ReturnRule
  /** What it may be exchanged for, besides the same again. */
  readonly variants: readonly { readonly skuId: Id<'sku'>; readonly options: string }[]
}

/** What a shopper may ask of an order now. */
export interface Askable {
  readonly unsent: readonly AskableLine[]
  readonly sent: readonly AskableLine[]
  /** Until when goods may go back without a reason, and until when for the shop's fault; null: they have not come yet. */
  readonly noReasonUntil: Date | null
  readonly faultUntil: Date | null
  /** Her cases of this order, the latest first. */
  readonly cases: readonly Case[]
}

/** Reads what may be asked of an order; `askCase` decides it again. Null when there is no such order. */
export async function getAskable(
  tx: TenantTx,
  { zone }: Pick<Ground, 'zone'>,
  orderId: OrderId,
  at: Date,
): Promise<Askable | null> {
  const order = await findOrder(tx, orderId)
  if (!order) return null
  const cases = await listCasesOf(tx, orderId)
  const { settings } = await getAftersaleSettings(tx)
  const until = {
    noReasonUntil: askableUntil(order.receivedAt, settings.noReasonDays, zone),
    faultUntil: askableUntil(order.receivedAt, settings.faultDays, zone),
  }
  if (!decideAction(order, 'ask_aftersale').allowed) return { unsent: [], sent: [], ...until, cases }
  const open = await listOpenLines(tx, orderId)
  const lines = (await listLines(tx, orderId)).filter(({ id }) => !open.has(id))
  const products = lines.map(({ productId }) => productId)
  const rules = await rulesAt(tx, products, await boughtAt(tx, order))
  const variants = await listExchangeable(tx, orderId)
  const where = (place: 'unsent' | 'sent') =>
    lines.flatMap((line): AskableLine[] => {
      const units = unitsAskable(line)[place]
      if (units === 0 || (line.gift !== null && place === 'unsent')) return []
      return [
        {
          line,
          units,
          upToFen: units > 0 ? refundOfUnits(line, units) : ZERO_FEN,
          rule: rules.get(line.productId) ?? SEVEN_DAYS,
          variants: variants.filter(({ lineId }) => lineId === line.id),
        },
      ]
    })
  const isLate = until.faultUntil !== null && at >= until.faultUntil
  return { unsent: where('unsent'), sent: isLate ? [] : where('sent'), ...until, cases }
}
