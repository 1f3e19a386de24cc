import { aftersale, events, orders, type stores } from '@mamapu/core'
import { type TenantTx, withTenant } from '@mamapu/db'
import { assert, HOUR, later, MINUTE, must, uuidOf } from '@mamapu/kernel'
import type { DemoCase } from '../demo.types.js'
import { findCase, findGoods, findLines } from './demo.queries.js'
import type { DeskOrder } from './desk-life.js'
import { merchantOf, type Past } from './past.js'

type Step = DemoCase['steps'][number]
type CaseOf = DeskOrder & { readonly aftersale: DemoCase }

/** The state a step begins in; what an interrupted start has done already is not done again. */
const BEGINS: Readonly<Record<Exclude<Step['act'], 'ask'>, string>> = {
  accept: 'asked',
  refuse: 'asked',
  send: 'sending',
  arrive: 'sent',
  pass: 'arrived',
}
const RETURNED_BY = '顺丰速运'
/** A refund's money is sent a moment after it was decided. */
const SEND_AFTER_MS = MINUTE

/** What a shopper asks for after the sale and what the shop answers, step by step, each at its instant. */
export async function liveCase(past: Past, store: stores.StoreSnapshot, one: CaseOf): Promise<void> {
  const { app, clock, handlers, providers } = past
  const { storeId } = store
  for (const step of one.aftersale.steps) {
    const at = later(one.placedAt, step.after * HOUR)
    clock.set(at)
    const known = await findCase(app.db, storeId, uuidOf(one.live.id))
    if (step.act === 'ask' ? known : known?.state !== BEGINS[step.act]) continue
    const ground = aftersale.groundOf(app, store)
    const ask = step.act === 'ask' ? await askOf(past, store, one, at) : null
    await withTenant(app.db, storeId, async (tx) => {
      if (ask) return checkAsked(await aftersale.askCase(tx, ground, ask))
      const act = { ground, id: must(known, 'a case').id, step, staff: merchantOf(past), at }
      const result = await take(tx, act)
      assert(result.done, `${one.plan.customerKey}: ${step.act} ${result.done ? '' : result.code}`)
    })
    await events.deliverHere(app, handlers, storeId, (instant) => clock.set(instant))
  }
  const ended = await findCase(app.db, storeId, uuidOf(one.live.id))
  if (!ended?.refundId) return
  clock.set(later(clock.now(), SEND_AFTER_MS))
  await orders.sendRefund(app, providers, storeId, ended.refundId)
}

function checkAsked(result: aftersale.AskResult): void {
  assert(result.asked, `a case was refused: ${result.asked ? '' : result.code}`)
}

async function askOf(
  { app }: Past,
  { storeId }: stores.StoreSnapshot,
  { plan, live, aftersale: wanted }: CaseOf,
  at: Date,
): Promise<aftersale.CaseAsk> {
  const lines = [...(await findLines(app.db, storeId, uuidOf(live.id)))]
  const [code, lineId] = must(lines[0], 'an order has a line')
  const { skus } = await findGoods(app.db, storeId)
  const other = wanted.wanted === undefined ? null : `${code.slice(0, -2)}${twoDigits(wanted.wanted + 1)}`
  const wantedSku = other === null ? null : must(skus.get(other), other)
  const { kind, reason, text } = wanted
  const wasSent = (plan.parcels ?? []).length > 0
  return {
    orderId: live.id,
    kind,
    reason,
    text,
    wasSent,
    lines: [{ lineId, units: 1, wantedSku }],
    pictures: [],
    at,
  }
}

const twoDigits = (count: number) => String(count).padStart(2, '0')

interface Act {
  readonly ground: aftersale.Ground
  readonly id: aftersale.CaseId
  readonly step: Step
  readonly staff: ReturnType<typeof merchantOf>
  readonly at: Date
}

function take(tx: TenantTx, { ground, id, step, staff, at }: Act): Promise<aftersale.DecideResult> {
  const { note = '' } = step
  const by = { actor: staff, note, at }
  switch (step.act) {
    case 'accept':
      return aftersale.acceptCase(tx, ground, id, { action: 'accept', ...by })
    case 'refuse':
      return aftersale.refuseCase(tx, ground, id, by)
    case 'send':
      return aftersale.sendCase(tx, ground, id, { carrier: RETURNED_BY, trackingNumber: note, at })
    case 'arrive':
      return aftersale.arriveCase(tx, ground, id, by)
    default:
      return aftersale.inspectCase(tx, ground, id, { action: 'pass', lines: null, ...by })
  }
}
