import { withTenant } from '@mamapu/db'
import { type CustomerId, type Id, newId } from '@mamapu/kernel'
import {
  askFor,
  balanceIn,
  dealWith,
  makePayee,
  openShop,
  PAYOUT_DEEDS,
  type PayoutDeed,
  type Shop,
} from '@mamapu/testkit'
import fc from 'fast-check'
import t from 'tap'
import { post, reverse } from '../ledger/index.js'
import { DEFAULT_PAYOUT_SETTINGS, listWithdrawals, savePayoutSettings, type Withdrawal } from './index.js'

t.setTimeout(120_000)

const at = new Date('2026-03-04T02:00:00Z')
const FREED = ['rejected', 'cancelled', 'failed', 'expired', 'returned']

type Step =
  | { do: 'earn' | 'claw' | 'ask'; fen: number; isByHand: boolean }
  | { do: PayoutDeed; which: number; staff: number; times: number }

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
      do: fc.constantFrom(...PAYOUT_DEEDS),
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
  for (let time = 0; row && time < each.times; time += 1)
    await dealWith(shop, row, { deed: each.do, staff: each.staff })
}

async function askOnce(
  shop: Shop,
  { id }: Model,
  { fen, isByHand }: { fen: number; isByHand: boolean },
): Promise<void> {
  await inShop(shop, async (tx) => {
    const [row] = await tx.sql<
      { version: number }[]
    >`select version from versioned_settings where tenant_id = ${tx.tenantId} and part = 'payouts'`
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
