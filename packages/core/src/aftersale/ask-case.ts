import type { TenantTx } from '@mamapu/db'
import { type Fen, type Id, must, newId, type OrderId, type SkuId } from '@mamapu/kernel'
import { decideAction, listLines, lockOrder, type OrderLine, type OrderRow } from '../orders/index.js'
import { seal } from '../stores/index.js'
import { listReturnable } from '../virtual/index.js'
import { acceptCase } from './accept-case.js'
import { getAftersaleSettings } from './aftersale-settings.js'
import type { AftersaleErrorCode } from './case.errors.js'
import { tellAbout } from './case.messages.js'
import {
  type CasePicture,
  countCasesOf,
  findCase,
  insertCase,
  insertPictures,
  insertStep,
  listOpenLines,
} from './case.queries.js'
import {
  askableUntil,
  CASE_PICTURES_MAX,
  CASES_OF_ORDER_MAX,
  deadlineOf,
  unitsAskable,
  unitsGone,
} from './case.rules.js'
import type { Case, CaseId, CaseKind } from './case.types.js'
import type { Ground } from './ground.js'
import { takeHold } from './move-case.js'
import { REASONS, type ReasonCode, reasonsFor } from './reason.rules.js'
import { estimateCase } from './refund-case.js'
import { boughtAt } from './return-rule.js'
import { listExchangeable, rulesAt } from './shop.queries.js'

export interface CaseAsk {
  readonly orderId: OrderId
  readonly kind: CaseKind
  /** Goods that were sent, or goods still in the shop. */
  readonly wasSent: boolean
  readonly reason: string
  readonly text: string
  readonly lines: readonly {
    readonly lineId: Id<'lin'>
    readonly units: number
    /** Exchange: another variant of the same price; the same when left out. */
    readonly wantedSku?: SkuId | null
  }[]
  readonly pictures: readonly CasePicture[]
  readonly at: Date
}

export type AskResult =
  | { readonly asked: true; readonly case: Case; readonly estimateFen: Fen }
  | { readonly asked: false; readonly code: AftersaleErrorCode | 'ORDER_NOT_FOUND' | 'ORDER_STATE' }

/**
 * Opens an after-sale case for its shopper, deciding under the order's lock: what is asked back unsent is not packed any more,
 * what is earned by the lines waits, and the shop has until the deadline to answer.
 */
export async function askCase(tx: TenantTx, ground: Ground, ask: CaseAsk): Promise<AskResult> {
  const order = await lockOrder(tx, ask.orderId)
  if (!order) return { asked: false, code: 'ORDER_NOT_FOUND' }
  if (!decideAction(order, 'ask_aftersale').allowed) return { asked: false, code: 'ORDER_STATE' }
  const lines = await listLines(tx, ask.orderId)
  const code = await whyNotAsk(tx, ground, { order, lines, ask })
  if (code) return { asked: false, code }
  const { settings } = await getAftersaleSettings(tx)
  const id = await write(tx, ground, { order, lines, ask })
  const opened = (await findCase(tx, id)) as Case
  await takeHold(tx, opened, { actor: 'shopper', at: ask.at })
  await tellAbout(tx, ground, opened, { action: 'ask', actor: 'shopper', at: ask.at })
  const estimateFen = await estimateCase(tx, order, opened)
  if (ask.wasSent || !settings.isInstantBeforeSending) return { asked: true, case: opened, estimateFen }
  const accepted = await acceptCase(tx, ground, id, { action: 'accept', actor: 'system', at: ask.at })
  return { asked: true, case: accepted.done ? accepted.case : opened, estimateFen }
}

async function write(tx: TenantTx, ground: Ground, { order, lines, ask }: Asked): Promise<CaseId> {
  const { settings } = await getAftersaleSettings(tx)
  const id = newId('asc', ask.at)
  const { dueAt, remindAt } = deadlineOf('asked', settings, ask.at)
  if (!dueAt) throw new Error('an asked case has a deadline')
  const text = ask.text.trim()
  await insertCase(tx, {
    id,
    orderId: order.id,
    customerId: order.customerId,
    kind: ask.kind,
    wasSent: ask.wasSent,
    reason: ask.reason,
    textSealed: text === '' ? null : seal(ground.keys, text),
    dueAt,
    remindAt,
    lines: ask.lines.map(({ lineId, units, wantedSku = null }) => {
      const line = must(
        lines.find(({ id }) => id === lineId),
        'a line of its order',
      )
      return { lineId, units, goneBefore: unitsGone(line, ask.wasSent), wantedSku }
    }),
    at: ask.at,
  })
  await insertPictures(tx, id, ask.pictures)
  const step = { action: 'ask', from: null, to: 'asked', actor: 'shopper', noteSealed: null } as const
  await insertStep(tx, id, { ...step, at: ask.at })
  return id
}

interface Asked {
  readonly order: OrderRow
  readonly lines: readonly OrderLine[]
  readonly ask: CaseAsk
}

async function whyNotAsk(tx: TenantTx, ground: Ground, asked: Asked): Promise<AftersaleErrorCode | null> {
  const { order, ask } = asked
  if (ask.pictures.length > CASE_PICTURES_MAX) return 'CASE_PICTURES'
  if ((await countCasesOf(tx, order.id)) >= CASES_OF_ORDER_MAX) return 'CASES_TOO_MANY'
  if (!ask.wasSent && ask.kind !== 'refund') return 'CASE_KIND'
  if (!(reasonsFor(ask.kind, ask.wasSent) as readonly string[]).includes(ask.reason)) return 'CASE_REASON'
  return whyNotLines(asked, await listOpenLines(tx, order.id)) ?? (await whyNotNow(tx, ground, asked))
}

function whyNotLines({ lines, ask }: Asked, open: ReadonlySet<string>): AftersaleErrorCode | null {
  const ids = new Set(ask.lines.map(({ lineId }) => lineId))
  if (ids.size === 0 || ids.size !== ask.lines.length) return 'CASE_LINES'
  for (const { lineId, units } of ask.lines) {
    const line = lines.find(({ id }) => id === lineId)
    if (!line || !Number.isSafeInteger(units) || units < 1) return 'CASE_LINES'
    // Gifts come back with what they were given for; by themselves they are only made good.
    if (line.gift && ask.kind !== 'exchange') return 'CASE_KIND'
    if (open.has(lineId)) return 'CASE_OPEN'
    if (units > unitsAskable(line)[ask.wasSent ? 'sent' : 'unsent']) return 'CASE_UNITS'
  }
  return null
}

/** What time, and what was promised about the product when it was bought, say to it. */
async function whyNotNow(
  tx: TenantTx,
  { zone }: Ground,
  { order, lines, ask }: Asked,
): Promise<AftersaleErrorCode | null> {
  if (!ask.wasSent) return null
  const { settings } = await getAftersaleSettings(tx)
  const { isShopsFault } = REASONS[ask.reason as ReasonCode]
  const days = isShopsFault || ask.kind === 'refund' ? settings.faultDays : settings.noReasonDays
  const until = askableUntil(order.receivedAt, days, zone)
  if (until && ask.at >= until) return 'CASE_WINDOW'
  const wanted = lines.filter(({ id }) => ask.lines.some(({ lineId }) => lineId === id))
  const virtual = await whyNotVirtual(tx, wanted, ask)
  if (virtual) return virtual
  if (!isShopsFault && ask.kind !== 'refund') {
    const products = wanted.map(({ productId }) => productId)
    const rules = await rulesAt(tx, products, await boughtAt(tx, order))
    if (products.some((id) => rules.get(id)?.rule === 'none')) return 'CASE_NO_RETURN'
  }
  return whyNotWanted(tx, ask)
}

/** Nothing virtual is sent back or exchanged; without the shop's fault only what nobody has seen is paid back. */
async function whyNotVirtual(
  tx: TenantTx,
  wanted: readonly OrderLine[],
  { orderId, kind, reason, lines }: CaseAsk,
): Promise<AftersaleErrorCode | null> {
  const virtual = wanted.filter(({ deliveryKind }) => deliveryKind === 'virtual')
  if (virtual.length === 0) return null
  if (kind !== 'refund') return 'CASE_KIND'
  if (REASONS[reason as ReasonCode].isShopsFault) return null
  const unseen = await listReturnable(tx, orderId)
  const unitsOf = (id: Id<'lin'>) => lines.find(({ lineId }) => lineId === id)?.units ?? 0
  return virtual.every(({ id }) => unitsOf(id) <= (unseen.get(id) ?? 0)) ? null : 'CASE_NO_RETURN'
}

async function whyNotWanted(tx: TenantTx, ask: CaseAsk): Promise<AftersaleErrorCode | null> {
  const others = ask.lines.filter(({ wantedSku }) => wantedSku)
  if (others.length === 0) return null
  if (ask.kind !== 'exchange') return 'CASE_KIND'
  const offered = await listExchangeable(tx, ask.orderId)
  const isOffered = others.every((one) =>
    offered.some(({ lineId, skuId }) => lineId === one.lineId && skuId === one.wantedSku),
  )
  return isOffered ? null : 'CASE_KIND'
}
