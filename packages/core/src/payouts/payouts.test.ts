import { withTenant } from '@mamapu/db'
import { DAY, type Id, later } from '@mamapu/kernel'
import {
  askFor as ask,
  balanceIn as balance,
  earnFor as earn,
  openShop,
  type Person,
  makePayee as payee,
  type Shop,
} from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { pausePayee, resumePayee } from '../earnings/index.js'
import { findTransfer, reverse } from '../ledger/index.js'
import {
  cancelWithdrawal,
  confirmWithdrawal,
  DEFAULT_PAYOUT_SETTINGS,
  disputeWithdrawal,
  findWithdrawal,
  type PayoutSettings,
  savePayoutSettings,
  type Withdrawal,
} from './index.js'

t.setTimeout(120_000)

const at = new Date('2026-03-04T02:00:00Z')
const NO_TAX = { kind: 'none', rules: DEFAULT_PAYOUT_SETTINGS.tax.rules } as const

const inShop = <T>(shop: Shop, work: Parameters<typeof withTenant<T>>[2]) =>
  withTenant(shop.db, shop.store.storeId, work)

async function open(t: Test, change: Partial<PayoutSettings> = {}, max = 10): Promise<Shop> {
  const shop = await openShop(t, { at, max })
  const { version, ...settings } = { ...DEFAULT_PAYOUT_SETTINGS, ...change }
  await inShop(shop, (tx) =>
    savePayoutSettings(tx, { version, settings, routes: ['sandbox'], at, zone: 'Asia/Shanghai' }),
  )
  return shop
}

let keys = 0
const post = (shop: Shop, person: Person, path: string, body: object = {}) => {
  keys += 1
  const headers = { 'idempotency-key': `key-${keys}-of-test` }
  return shop.console('POST', `/payouts${path}`, person, { body, headers })
}
const get = (shop: Shop, person: Person, path: string) => shop.console('GET', `/payouts${path}`, person)
const row = (shop: Shop, id: Id<'wdr'>) =>
  inShop(shop, async (tx) => (await findWithdrawal(tx, id)) as Withdrawal)

/** Asked, or an error that says why not. */
async function asked(shop: Shop, id: Id<'cus'>, fen: number): Promise<Withdrawal> {
  const result = await ask(shop, id, fen)
  if (!result.asked) throw new Error(`not asked: ${result.reason}`)
  return result.withdrawal
}

async function sound(t: Test, shop: Shop): Promise<void> {
  t.same(await shop.broken(), [], 'everything adds up')
}

t.test('by hand: asked, looked at, listed, paid with proof, confirmed', async (t) => {
  const shop = await open(t, { feeBps: 100, feeFixedFen: 50 })
  const owner = await shop.owner()
  const mother = await payee(shop, 200_000)

  const { id, amountFen, feeFen, taxFen, netFen } = await asked(shop, mother.id, 150_000)
  // 1,500 yuan: fee 1 % and 0.50; tax on 1,500 − 800 at 20 %.
  t.same([amountFen, feeFen, taxFen, netFen], [150_000, 1550, 14_000, 134_450])
  t.same(await balance(shop, `payee:${mother.id}`), { available: 50_000, pending: 0, reserved: 150_000 })

  const approved = await post(shop, owner, `/withdrawals/${id}/approve`)
  t.same([approved.status, (approved.json.withdrawal as { state: string }).state], [200, 'approved'])
  const opened = await post(shop, owner, '/batches')
  const batch = opened.json.batch as { id: string; openCount: number; openNet: { amount: number } }
  t.same([opened.status, batch.openCount, batch.openNet.amount], [201, 1, netFen])
  t.equal((await post(shop, owner, '/batches')).json.code, 'BATCH_EMPTY', 'on one list only')

  const file = await shop.console('GET', `/payouts/batches/${batch.id}/file.csv`, owner)
  t.match(file.text, /林小满,微信,xiaoman_2020\t,,1344\.50,待打款/)
  const [read] = await shop.database.admin`select actor from audit_log where action = 'payout_batch.read'`
  t.ok(read, 'who read it stands in the audit')

  const proof = { reference: 'BANK-20260304-1', count: 1, totalFen: netFen }
  const wrong = await post(shop, owner, `/batches/${batch.id}/paid`, { ...proof, totalFen: netFen + 1 })
  t.equal(wrong.json.code, 'BATCH_CHANGED')
  t.equal((await row(shop, id)).state, 'batched', 'and nothing was marked')
  t.equal((await post(shop, owner, `/batches/${batch.id}/paid`, proof)).status, 200)
  t.match(await row(shop, id), { state: 'paid', paidReference: 'BANK-20260304-1' })
  t.same(await balance(shop, `payee:${mother.id}`), { available: 50_000, pending: 0, reserved: 0 })
  for (const [account, amount] of [
    ['clearing:payout', netFen],
    ['income:payout-fee', feeFen],
    ['liability:tax', taxFen],
  ] as const)
    t.equal((await balance(shop, account)).available, amount, account)
  t.equal((await post(shop, owner, `/batches/${batch.id}/paid`, proof)).json.code, 'BATCH_CLOSED')
  t.equal(
    (await post(shop, owner, `/withdrawals/${id}/paid`, { reference: 'x' })).json.code,
    'WITHDRAWAL_STATE',
  )

  const stranger = await shop.customer()
  const confirm = (payeeId: Id<'cus'>) => inShop(shop, (tx) => confirmWithdrawal(tx, { id, payeeId, at }))
  t.match(await confirm(stranger.id), { done: false, reason: 'not_found' }, 'nobody confirms another’s')
  t.match(await confirm(mother.id), { done: true })
  t.match(await confirm(mother.id), { done: false, reason: 'wrong_state' })
  const detail = await get(shop, owner, `/withdrawals/${id}`)
  t.same(
    (detail.json.history as { action: string; actor: string }[]).map(({ action }) => action),
    ['ask', 'approve', 'list', 'pay', 'confirm'],
  )
  t.notMatch(detail.text, /林小满|xiaoman_2020|11010519/, 'masked')
  t.match(await get(shop, owner, '/withdrawals?state=confirmed'), { json: { items: [{ id }] } })
  await sound(t, shop)
})

t.test(
  'defect: a balance was checked before it was taken; here fifty withdrawals of all of it at once are one',
  async (t) => {
    const shop = await open(t, { tax: NO_TAX, feeBps: 30, dailyCount: 50, dailyFen: 100_000_000 }, 20)
    const mother = await payee(shop, 77_777)
    const results = await Promise.all(Array.from({ length: 50 }, () => ask(shop, mother.id, 77_777)))
    t.equal(results.filter((result) => result.asked).length, 1)
    t.ok(results.every((result) => result.asked || /nothing_available|above_available/.test(result.reason)))
    t.same(await balance(shop, `payee:${mother.id}`), { available: 0, pending: 0, reserved: 77_777 })
    const [sums] = await shop.database.admin<{ rows: number; amount: number; parts: number }[]>`
    select count(*)::int as rows, sum(amount_fen)::int as amount, sum(net_fen + fee_fen + tax_fen)::int as parts from withdrawals`
    t.same({ ...sums }, { rows: 1, amount: 77_777, parts: 77_777 })

    // Two accounts of one person and parts that do not fit together: never more than there is.
    await earn(shop, mother.id, 10_000)
    const parts = await Promise.all(Array.from({ length: 30 }, () => ask(shop, mother.id, 3000)))
    t.equal(parts.filter((result) => result.asked).length, 3)
    t.same(await balance(shop, `payee:${mother.id}`), { available: 1000, pending: 0, reserved: 86_777 })

    const twins = await Promise.all(
      Array.from({ length: 10 }, () => ask(shop, mother.id, 1000, 'one-tap-ten-times')),
    )
    t.ok(
      twins.every((result) => result.asked),
      'one request is one withdrawal, however often it arrives',
    )
    t.equal(twins.filter((result) => result.asked && !result.isRepeat).length, 1)
    t.match(await ask(shop, mother.id, 2000, 'one-tap-ten-times'), { asked: false, reason: 'request_reused' })
    await sound(t, shop)
  },
)

t.test('a second pair of eyes is another person’s', async (t) => {
  const shop = await open(t, { tax: NO_TAX, secondAboveFen: 100_000, autoBelowFen: 5000 })
  const [anna, berta] = [await shop.owner(), await shop.owner()]
  const mother = await payee(shop, 500_000)
  const small = await asked(shop, mother.id, 4999)
  t.match(small, { state: 'approved', approvedBy: 'system' }, 'below the threshold nobody has to look')
  const large = await asked(shop, mother.id, 100_001)
  t.equal(large.state, 'review')
  t.match((await post(shop, anna, `/withdrawals/${large.id}/approve`)).json, {
    withdrawal: { state: 'second' },
  })
  t.equal((await post(shop, anna, `/withdrawals/${large.id}/approve`)).json.code, 'WITHDRAWAL_SECOND_PERSON')
  t.equal(
    (await post(shop, anna, `/withdrawals/${large.id}/paid`, { reference: 'x' })).json.code,
    'WITHDRAWAL_STATE',
  )
  await t.rejects(
    inShop(
      shop,
      (tx) => tx.sql`update withdrawals set state = 'paid', paid_at = ${at} where id = ${large.id.slice(4)}`,
    ),
    { code: '23514' },
    'the database says so as well',
  )
  const both = await Promise.all(
    [anna, berta].map((who) => post(shop, who, `/withdrawals/${large.id}/approve`)),
  )
  t.equal(both.filter(({ status }) => status === 200).length, 1)
  t.match(await row(shop, large.id), { state: 'approved' })

  const cousin = await asked(shop, mother.id, 5001)
  shop.clock.advance(1000)
  const clara = await shop.owner()
  const { phone = '' } = mother
  const { admin } = shop.database
  await admin`update staff_identities set phone = ${phone}, email = null where id = (select max(id::text)::uuid from staff_identities)`
  await admin`update memberships set role = 'manager'`
  const own = async () => (await post(shop, clara, `/withdrawals/${cousin.id}/approve`)).json.code
  t.equal(await own(), 'WITHDRAWAL_OWN')
  await admin`update customers set proven_hash = phone_hash, phone_hash = null where id = ${mother.id.slice(4)}`
  t.equal(await own(), 'WITHDRAWAL_OWN', 'an account without a phone of its own, of somebody who proved hers')
  t.equal((await post(shop, berta, `/withdrawals/${cousin.id}/approve`)).status, 200)
  t.not((await row(shop, large.id)).approvedBy, (await row(shop, large.id)).secondedBy)
  await sound(t, shop)
})

t.test('what does not go out comes back whole: rejected, cancelled, disputed and returned', async (t) => {
  const shop = await open(t, { feeBps: 100 })
  const owner = await shop.owner()
  const mother = await payee(shop, 100_000)
  const all = { available: 100_000, pending: 0, reserved: 0 }

  const rejected = await asked(shop, mother.id, 100_000)
  t.equal((await post(shop, owner, `/withdrawals/${rejected.id}/reject`, { reason: '账号不对' })).status, 200)
  t.match(await row(shop, rejected.id), { state: 'rejected', reason: '账号不对' })
  t.same(await balance(shop, `payee:${mother.id}`), all)

  const cancelled = await asked(shop, mother.id, 100_000)
  t.match(await inShop(shop, (tx) => cancelWithdrawal(tx, { id: cancelled.id, payeeId: mother.id, at })), {
    done: true,
  })
  t.same(await balance(shop, `payee:${mother.id}`), all)

  const paid = await asked(shop, mother.id, 100_000)
  await post(shop, owner, `/withdrawals/${paid.id}/approve`)
  t.equal((await post(shop, owner, `/withdrawals/${paid.id}/paid`, { reference: 'A1' })).status, 200)
  const dispute = () =>
    inShop(shop, (tx) => disputeWithdrawal(tx, { id: paid.id, payeeId: mother.id, reason: '没收到', at }))
  t.match(await dispute(), { done: true })
  await shop.travel({ days: 30 })
  t.equal((await row(shop, paid.id)).state, 'disputed', 'silence confirms nothing that is disputed')
  const again = await shop.owner()
  t.equal((await post(shop, again, `/withdrawals/${paid.id}/insist`, { reference: 'A2' })).status, 200)
  t.match(await row(shop, paid.id), { state: 'paid', paidReference: 'A2' })
  t.match(await dispute(), { done: true })
  t.equal((await post(shop, again, `/withdrawals/${paid.id}/return`, { reason: '确实没到' })).status, 200)
  t.same(await balance(shop, `payee:${mother.id}`), all, 'fee and tax as well')
  for (const account of ['clearing:payout', 'income:payout-fee', 'liability:tax'] as const)
    t.equal((await balance(shop, account)).available, 0, account)
  const [told] = await shop.database.admin<{ count: number }[]>`
    select count(*)::int as count from messages where template like 'payouts.%'`
  t.equal(told?.count, 4, 'she reads of what others did: rejected, paid, more proof, returned')
  await sound(t, shop)
})

t.test('silence confirms after the days the merchant set', async (t) => {
  const shop = await open(t, { confirmDays: 3 })
  const owner = await shop.owner()
  const mother = await payee(shop, 50_000)
  const { id } = await asked(shop, mother.id, 50_000)
  await post(shop, owner, `/withdrawals/${id}/approve`)
  await post(shop, owner, `/withdrawals/${id}/paid`, { reference: 'A1' })
  await shop.travel(later(at, 3 * DAY - 1000))
  t.equal((await row(shop, id)).state, 'paid')
  await shop.travel({ minutes: 1 })
  t.equal((await row(shop, id)).state, 'confirmed')
  await sound(t, shop)
})

t.test(
  'defect: only the first 64 rows of a payment were marked paid; here what is listed is what is paid',
  async (t) => {
    const shop = await open(t, {
      tax: NO_TAX,
      autoBelowFen: 1_000_000,
      dailyCount: 50,
      dailyFen: 100_000_000,
      minimumFen: 1,
    })
    const owner = await shop.owner()
    const people = [await payee(shop, 35 * 50), await payee(shop, 35 * 50, { account: 'other_account' })]
    for (const { id } of people) for (let n = 0; n < 35; n += 1) await asked(shop, id, 50)
    const batch = (await post(shop, owner, '/batches')).json.batch as { id: string; openCount: number }
    t.equal(batch.openCount, 70)
    const detail = (await get(shop, owner, `/batches/${batch.id}`)).json as { withdrawals: { id: string }[] }
    t.equal(detail.withdrawals.length, 70, 'all of them are shown')
    const [one] = detail.withdrawals
    t.equal((await post(shop, owner, `/withdrawals/${one?.id}/unlist`)).status, 200)
    const stale = await post(shop, owner, `/batches/${batch.id}/paid`, {
      reference: 'ALL',
      count: 70,
      totalFen: 3500,
    })
    t.equal(stale.json.code, 'BATCH_CHANGED', 'a list that changed is looked at again')
    const body = { reference: 'ALL', count: 69, totalFen: 69 * 50 }
    const twice = await Promise.all([1, 2].map(() => post(shop, owner, `/batches/${batch.id}/paid`, body)))
    t.same(twice.map(({ status }) => status).sort(), [200, 409])
    const [sums] = await shop.database.admin<{ paid: number; fen: number; left: number }[]>`
    select count(*) filter (where state = 'paid')::int as paid, sum(net_fen) filter (where state = 'paid')::int as fen,
           count(*) filter (where state = 'approved')::int as left from withdrawals`
    t.same({ ...sums }, { paid: 69, fen: 69 * 50, left: 1 })
    t.equal((await balance(shop, 'clearing:payout')).available, 69 * 50)
    await sound(t, shop)
  },
)

t.test(
  'defect: claw-back was capped at the balance; here it goes below zero, and nothing goes out until it is repaid',
  async (t) => {
    const shop = await open(t, { tax: NO_TAX, autoBelowFen: 1_000_000 })
    const owner = await shop.owner()
    const mother = await payee(shop, 0)
    await earn(shop, mother.id, 30_000)
    const [earned] = await shop.database.admin<
      { cause: string }[]
    >`select cause from ledger_transfers where cause like 'test:%'`
    const { id } = await asked(shop, mother.id, 30_000)
    await post(shop, owner, `/withdrawals/${id}/paid`, { reference: 'A1' })
    await inShop(shop, async (tx) => {
      const of = await findTransfer(tx, earned?.cause ?? '')
      await reverse(tx, { of: of as Id<'led'>, amount: 30_000, cause: 'refund:1', leg: '', at })
    })
    t.equal((await balance(shop, `payee:${mother.id}`)).available, -30_000)
    t.match(await ask(shop, mother.id, 1000), { asked: false, reason: 'nothing_available' })
    await earn(shop, mother.id, 31_000)
    t.match(await ask(shop, mother.id, 1001), { asked: false, reason: 'above_available' })
    t.match(await ask(shop, mother.id, 1000), { asked: true }, 'what came in repaid first')
    await sound(t, shop)
  },
)

t.test(
  'refunds after it was asked for: nothing goes out while that is owed, nor to who is paused',
  async (t) => {
    const shop = await open(t, { tax: NO_TAX })
    const owner = await shop.owner()
    const [mother, other] = [await payee(shop, 0), await payee(shop, 20_000)]
    await earn(shop, mother.id, 30_000)
    const [first, second] = [await asked(shop, mother.id, 10_000), await asked(shop, mother.id, 20_000)]
    const { id } = await asked(shop, other.id, 20_000)
    for (const each of [first.id, id])
      t.equal((await post(shop, owner, `/withdrawals/${each}/approve`)).status, 200)
    await inShop(shop, async (tx) => {
      const [earned] = await tx.sql<{ cause: string }[]>`
      select cause from ledger_transfers where tenant_id = ${tx.tenantId} and credit = ${`payee:${mother.id}`}`
      const of = await findTransfer(tx, earned?.cause ?? '')
      await reverse(tx, { of: of as Id<'led'>, amount: 15_000, cause: 'refund:1', leg: '', at })
      await pausePayee(tx, other.id, { note: '', by: 'test', at })
    })
    t.same(await balance(shop, `payee:${mother.id}`), { available: -15_000, pending: 0, reserved: 30_000 })
    t.equal((await post(shop, owner, `/withdrawals/${second.id}/approve`)).json.code, 'PAYEE_OWES')
    t.equal((await post(shop, owner, '/batches')).json.code, 'BATCH_EMPTY', 'approved before, and not listed')
    const waits = async () => {
      const { items } = (await get(shop, owner, '/withdrawals')).json as {
        items: { id: string; waitsFor: string | null; triesAgainAt: string | null }[]
      }
      t.ok(
        items.every(({ triesAgainAt }) => triesAgainAt === null),
        'by hand nobody tries by itself',
      )
      return new Map(items.map(({ id, waitsFor }) => [id, waitsFor]))
    }
    t.same(
      await waits(),
      new Map([
        [first.id, 'payee_owes'],
        [second.id, 'payee_owes'],
        [id, 'payee_paused'],
      ]),
    )
    const own = await shop.shop('GET', '/api/store/v1/earnings/withdrawals', mother)
    t.match(
      own.json,
      { items: [{ waitsFor: 'payee_owes' }, { waitsFor: 'payee_owes' }] },
      'she reads why too',
    )
    t.equal((await post(shop, owner, `/withdrawals/${second.id}/reject`, { reason: '退款' })).status, 200)
    t.same(await balance(shop, `payee:${mother.id}`), { available: 5000, pending: 0, reserved: 10_000 })
    const listed = await post(shop, owner, '/batches')
    t.match(
      listed.json,
      { batch: { openCount: 1, openNet: { amount: 10_000 } } },
      'the money that came back covers it',
    )
    await inShop(shop, (tx) => resumePayee(tx, other.id, { note: '', by: 'test', at }))
    t.same([...new Set((await waits()).values())], [null])
    const both = await post(shop, owner, '/batches')
    t.match(both.json, { batch: { openCount: 1, openNet: { amount: 20_000 } } })
    await inShop(shop, (tx) => pausePayee(tx, other.id, { note: '', by: 'test', at }))
    const { id: listId } = both.json.batch as { id: string }
    t.match((await get(shop, owner, `/batches/${listId}`)).json, {
      withdrawals: [{ waitsFor: 'payee_paused' }],
    })
    const file = await shop.console('GET', `/payouts/batches/${listId}/file.csv`, owner)
    t.match(file.text, /200\.00,先别打款/, 'paused since it was listed')
    await sound(t, shop)
  },
)
