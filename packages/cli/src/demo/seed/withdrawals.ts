import { earnings, ledger, payouts, type stores } from '@mamapu/core'
import { type TenantTx, withTenant } from '@mamapu/db'
import { assert, type CustomerId, DAY, HOUR, type Id, later, must, toFen } from '@mamapu/kernel'
import { hearingOf } from '@mamapu/worker'
import { merchantOf, type Past } from './past.js'

/** In the evening, when the children sleep. */
const ASKED_AT = 21 * HOUR
/** Above it a second person says yes as well, so that one of the demo’s waits for that. */
const SECOND_ABOVE_FEN = 8000
const LEAST_FEN = 1000

/** What happens to a withdrawal, by whom it is done; hours after it was asked for. */
const STEPS = {
  approve: 13,
  reject: 13,
  list: 14,
  pay: 16,
  dispute: 20,
  return: 40,
  confirm: 22,
  cancel: 1,
} as const
type Step = keyof typeof STEPS

interface Planned {
  readonly seller: number
  readonly daysAgo: number
  /** Or all of what there is, when that is less. */
  readonly amountFen: number
  readonly steps: readonly Step[]
}

/** One in each state in which it can stay, and some that are over. */
const PLAN: readonly Planned[] = [
  { seller: 0, daysAgo: 52, amountFen: 3000, steps: ['approve', 'list', 'pay', 'confirm'] },
  { seller: 1, daysAgo: 40, amountFen: 2000, steps: ['reject'] },
  { seller: 1, daysAgo: 29, amountFen: 4000, steps: ['approve', 'pay', 'confirm'] },
  { seller: 0, daysAgo: 24, amountFen: 2500, steps: ['approve', 'pay', 'dispute', 'return'] },
  { seller: 1, daysAgo: 12, amountFen: 1000, steps: ['cancel'] },
  { seller: 0, daysAgo: 9, amountFen: 3500, steps: ['approve', 'pay', 'dispute'] },
  { seller: 0, daysAgo: 4, amountFen: 2800, steps: ['approve', 'pay'] },
  { seller: 0, daysAgo: 3, amountFen: 1500, steps: ['approve', 'list'] },
  { seller: 1, daysAgo: 2, amountFen: 9000, steps: ['approve'] },
  { seller: 0, daysAgo: 2, amountFen: 1800, steps: ['approve'] },
  { seller: 0, daysAgo: 1, amountFen: 2000, steps: [] },
]

/** Nobody’s: one is the example of the standard for identity numbers, the other names no county. */
const PAYEES: readonly payouts.PayeeIdentity[] = [
  { name: '王雨桐', idNumber: '11010519491231002X', way: 'wechat', account: 'doudou_mama', bank: '' },
  { name: '李思涵', idNumber: '330000199003070029', way: 'alipay', account: '13800001001', bank: '' },
]

type Store = stores.StoreSnapshot

/**
 * What those who sell took out of their earnings: each due earning released by then, asked for, decided and paid by the use cases
 * that would have done it. What an interrupted start has done already is found in the state it has.
 */
export async function withdrawEarnings(
  past: Past,
  store: Store,
  { sellers, today }: { sellers: readonly CustomerId[]; today: Date },
): Promise<void> {
  const { app, clock } = past
  clock.set(later(today, -60 * DAY))
  await withTenant(app.db, store.storeId, async (tx) => {
    await setRules(tx, store, clock.now())
    for (const [index, customerId] of sellers.entries())
      await namePayee(tx, store, { customerId, identity: must(PAYEES[index], 'a payee'), at: clock.now() })
  })
  for (const [index, planned] of PLAN.entries()) {
    const askedAt = later(today, -planned.daysAgo * DAY + ASKED_AT)
    clock.set(askedAt)
    await earnings.settleDue(app, store.storeId, hearingOf(past.host))
    const payeeId = must(sellers[planned.seller], 'a seller')
    const id = await ask(past, store, { payeeId, planned, requestId: `demo-withdrawal-${index}` })
    if (id) for (const step of planned.steps) await take(past, store, { id, payeeId, step, askedAt })
  }
  clock.set(today)
  await earnings.settleDue(app, store.storeId, hearingOf(past.host))
}

async function setRules(tx: TenantTx, { zone }: Store, at: Date): Promise<void> {
  const { version, ...settings } = await payouts.getPayoutSettings(tx)
  if (version > 0) return
  const wanted = { ...settings, secondAboveFen: SECOND_ABOVE_FEN }
  const saved = await payouts.savePayoutSettings(tx, { version, settings: wanted, routes: [], zone, at })
  assert(saved.saved, 'the rules for withdrawals fit')
}

async function namePayee(
  tx: TenantTx,
  store: Store,
  { customerId, identity, at }: { customerId: CustomerId; identity: payouts.PayeeIdentity; at: Date },
): Promise<void> {
  const payee = { customerId, identity, hasConsent: true, ways: payouts.PAYOUT_WAYS, at }
  const result = await payouts.savePayee(tx, store, payee)
  assert(result.saved, `${identity.name} can be paid`)
}

/** Null where too little is there to be taken out. */
async function ask(
  { app, clock }: Past,
  store: Store,
  { payeeId, planned, requestId }: { payeeId: CustomerId; planned: Planned; requestId: string },
): Promise<Id<'wdr'> | null> {
  const { available } = await withTenant(app.db, store.storeId, (tx) =>
    ledger.balanceOf(tx, `payee:${payeeId}`, 'CNY'),
  )
  const amountFen = Math.min(planned.amountFen, available)
  if (amountFen < LEAST_FEN) return null
  const wanted = { payeeId, amountFen: toFen(amountFen), requestId, at: clock.now() }
  const result = await payouts.askWithdrawal(app, store, wanted)
  return result.asked ? result.withdrawal.id : null
}

interface Taking {
  readonly id: Id<'wdr'>
  readonly payeeId: CustomerId
  readonly step: Step
  readonly askedAt: Date
}

async function take(past: Past, { storeId }: Store, { id, payeeId, step, askedAt }: Taking): Promise<void> {
  const at = later(askedAt, STEPS[step] * HOUR)
  past.clock.set(at)
  const decision = { id, actor: merchantOf(past), at }
  const own = { id, payeeId, at }
  const proof = { reference: `WX${id.slice(-10).toUpperCase()}`, picture: null }
  const works: Readonly<Record<Step, (tx: TenantTx) => Promise<unknown>>> = {
    approve: (tx) => payouts.approveWithdrawal(tx, decision),
    reject: (tx) =>
      payouts.rejectWithdrawal(tx, { ...decision, reason: '支付宝账号和姓名对不上，请检查收款人再提一次' }),
    list: (tx) => payouts.openBatch(tx, decision),
    pay: (tx) => payouts.markPaid(tx, { ...decision, proof }),
    dispute: (tx) => payouts.disputeWithdrawal(tx, { ...own, reason: '微信零钱里没有看到这一笔' }),
    return: (tx) => payouts.returnWithdrawal(tx, { ...decision, reason: '转账被退回来了，抱歉' }),
    confirm: (tx) => payouts.confirmWithdrawal(tx, own),
    cancel: (tx) => payouts.cancelWithdrawal(tx, own),
  }
  await withTenant(past.app.db, storeId, works[step])
}
