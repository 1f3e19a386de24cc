import { withTenant } from '@mamapu/db'
import { type CustomerId, type Id, later, MINUTE, newId } from '@mamapu/kernel'
import { askFor, balanceIn, makePayee, openShop, type Shop } from '@mamapu/testkit'
import fc from 'fast-check'
import t from 'tap'
import { post, reverse } from '../ledger/index.js'
import {
  approveWithdrawal,
  cancelWithdrawal,
  confirmWithdrawal,
  DEFAULT_PAYOUT_SETTINGS,
  disputeWithdrawal,
  insistPaid,
  listWithdrawals,
  markPaid,
  openBatch,
  payBatch,
  pursueTransfer,
  rejectWithdrawal,
  returnWithdrawal,
  savePayoutSettings,
  type Withdrawal,
} from './index.js'

t.setTimeout(120_000)

const at = new Date('2026-03-04T02:00:00Z')
const STAFF = [newId('stf', at), newId('stf', at)] as const
const FREED = ['rejected', 'cancelled', 'failed', 'expired', 'returned']

const DEEDS = [
  'approve',
  'reject',
  'cancel',
  'pay',
  'confirm',
  'dispute',
  'insist',
  'return',
  'pursue',
  'take',
  'fail',
  'expire',
  'twice',
  'batch',
] as const
type Step =
  | { do: 'earn' | 'claw' | 'ask'; fen: number; isByHand: boolean }
  | { do: (typeof DEEDS)[number]; which: number; staff: number; times: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('earn' as const, 'claw' as const, 'ask' as const, 'ask' as const, 'ask' as const),
      fen: fc.integer({ min: 1, max: 120_000 }),
      isByHand: fc.boolean(),
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      do: fc.constantFrom(...DEEDS),
      which: fc.nat(4),
      staff: fc.nat(1),
      times: fc.integer({ min: 1, max: 2 }),
    }),
  },
)

/** What was put on the balance and taken back, kept by hand beside the ledger. */
interface Model {
  readonly id: CustomerId
  readonly earned: { readonly of: Id<'led'>; left: number }[]
  owedFen: number
}

t.test(
  'property: after any sequence of earning, refunds, withdrawals, refusals and repeats every fen is where it belongs',
  async (t) => {
    const shop = await openShop(t, { at })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 30 }), async (steps) => {
        const { id } = await makePayee(shop, 0)
        const model: Model = { id, earned: [], owedFen: 0 }
        await move(shop, model, { do: 'earn', fen: 500_000 })
        for (const each of steps) await take(shop, model, each)
        const rows = await withdrawalsOf(shop, id)
        const out = rows
          .filter(({ state }) => !FREED.includes(state))
          .reduce((sum, row) => sum + row.amountFen, 0)
        const { available, reserved } = await balanceIn(shop, `payee:${id}`)
        if (available !== model.owedFen - out)
          throw new Error(`available ${available}, not ${model.owedFen} - ${out}`)
        const open = rows.filter((row) => !FREED.includes(row.state) && row.paidAt === null)
        if (reserved !== open.reduce((sum, row) => sum + row.amountFen, 0))
          throw new Error(`reserved ${reserved}`)
        const broken = await shop.broken()
        if (broken.length > 0) throw new Error(JSON.stringify(broken))
      }),
      { numRuns: 25 },
    )
    const [seen] = await shop.database.admin<{ states: number; rows: number }[]>`
    select count(distinct state)::int as states, count(*)::int as rows from withdrawals`
    t.ok((seen?.states ?? 0) >= 5, `${seen?.rows} withdrawals, ${seen?.states} states`)
  },
)

const inShop = <T>(shop: Shop, work: Parameters<typeof withTenant<T>>[2]) =>
  withTenant(shop.db, shop.store.storeId, work)
const withdrawalsOf = (shop: Shop, payeeId: CustomerId): Promise<readonly Withdrawal[]> =>
  inShop(shop, (tx) =>
    listWithdrawals(tx, { states: null, payeeId, batchId: null, before: null, limit: 500 }),
  )

async function take(shop: Shop, model: Model, each: Step): Promise<void> {
  if ('fen' in each) return each.do === 'ask' ? askOnce(shop, model, each) : move(shop, model, each)
  const rows = await withdrawalsOf(shop, model.id)
  const row = rows[each.which % Math.max(1, rows.length)]
  for (let time = 0; row && time < each.times; time += 1) await act(shop, row, each)
}

async function askOnce(
  shop: Shop,
  { id }: Model,
  { fen, isByHand }: { fen: number; isByHand: boolean },
): Promise<void> {
  await inShop(shop, async (tx) => {
    const [row] = await tx.sql<
      { version: number }[]
    >`select version from payout_settings where tenant_id = ${tx.tenantId}`
    const { version: _default, ...settings } = DEFAULT_PAYOUT_SETTINGS
    const change = {
      route: isByHand ? 'hand' : 'sandbox',
      feeBps: 60,
      minimumFen: 1,
      dailyCount: 50,
      secondAboveFen: 90_000,
      autoBelowFen: 20_000,
    }
    await savePayoutSettings(tx, {
      version: row?.version ?? 0,
      settings: { ...settings, ...change },
      routes: ['sandbox'],
      at,
      zone: 'Asia/Shanghai',
    })
  })
  const requestId = newId('evt', at)
  const [first, again] = [await askFor(shop, id, fen, requestId), await askFor(shop, id, fen, requestId)]
  if (first.asked && !(again.asked && again.isRepeat && again.withdrawal.id === first.withdrawal.id))
    throw new Error('asked twice')
}

async function move(shop: Shop, model: Model, { do: what, fen }: { do: string; fen: number }): Promise<void> {
  await inShop(shop, async (tx) => {
    if (what === 'earn') {
      const entry = {
        unit: 'CNY',
        debit: 'expense:commission',
        credit: `payee:${model.id}`,
        amount: fen,
      } as const
      const entered = await post(tx, { ...entry, cause: `test:${newId('evt', at)}`, leg: '', at })
      if (!entered.entered) throw new Error('not earned')
      model.earned.push({ of: entered.transferId, left: fen })
      model.owedFen += fen
      return
    }
    const earned = model.earned.find(({ left }) => left > 0)
    if (!earned) return
    const amount = Math.min(earned.left, fen)
    await reverse(tx, { of: earned.of, amount, cause: `test:${newId('evt', at)}`, leg: '', at })
    earned.left -= amount
    model.owedFen -= amount
  })
}

async function act(
  shop: Shop,
  { id, payeeId }: Withdrawal,
  { do: deed, staff }: { do: string; staff: number },
): Promise<void> {
  const now = shop.clock.now()
  const decision = { id, actor: STAFF[staff] ?? STAFF[0], at: now }
  const own = { id, payeeId, at: now }
  const proof = { reference: 'R', picture: null }
  const deeds: Readonly<Record<string, () => Promise<unknown>>> = {
    approve: () => inShop(shop, (tx) => approveWithdrawal(tx, decision)),
    reject: () => inShop(shop, (tx) => rejectWithdrawal(tx, { ...decision, reason: 'no' })),
    pay: () => inShop(shop, (tx) => markPaid(tx, { ...decision, proof })),
    insist: () => inShop(shop, (tx) => insistPaid(tx, { ...decision, proof, note: '' })),
    return: () => inShop(shop, (tx) => returnWithdrawal(tx, { ...decision, reason: 'no' })),
    cancel: () => inShop(shop, (tx) => cancelWithdrawal(tx, own)),
    confirm: () => inShop(shop, (tx) => confirmWithdrawal(tx, own)),
    dispute: () => inShop(shop, (tx) => disputeWithdrawal(tx, { ...own, reason: 'no' })),
    batch: () =>
      inShop(shop, async (tx) => {
        const opened = await openBatch(tx, { actor: decision.actor, at: now })
        if (!opened.opened) return
        const { id: batchId, openCount: count, openFen: totalFen } = opened.batch
        await payBatch(tx, { id: batchId, actor: decision.actor, proof, count, totalFen, at: now })
      }),
    pursue: async () => {
      shop.clock.set(later(now, MINUTE))
      await pursueTransfer(shop.app, shop.payouts, shop.store.storeId, id)
    },
  }
  const work = deeds[deed] ?? (() => press(shop, id, deed as 'take'))
  await work()
}

/** Whoever is paid does something at the provider, where there is something to do. */
async function press(shop: Shop, id: Id<'wdr'>, mode: 'take' | 'twice' | 'fail' | 'expire'): Promise<void> {
  const rows = await inShop(
    shop,
    (tx) => tx.sql<{ state: string }[]>`
    select state from withdrawals where tenant_id = ${tx.tenantId} and id = ${id.slice(4)}`,
  )
  if (rows[0]?.state === 'awaiting') await shop.peers.payout.press(id, mode)
  await shop.runAsked()
}
