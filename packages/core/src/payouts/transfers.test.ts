import { withTenant } from '@mamapu/db'
import { DAY, HOUR, type Id, later, MINUTE, must, OutsideError } from '@mamapu/kernel'
import { askFor, balanceIn, earnFor, makePayee, openShop, type Shop } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { pausePayee, resumePayee } from '../earnings/index.js'
import { findTransfer, reverse } from '../ledger/index.js'
import {
  DEFAULT_PAYOUT_SETTINGS,
  findWithdrawal,
  listSteps,
  type PayoutProvider,
  PURSUE_ATTEMPTS_MAX,
  PURSUE_PAYOUT,
  pursueTransfer,
  savePayoutSettings,
  transferSandbox,
  type Withdrawal,
} from './index.js'

t.setTimeout(120_000)

const at = new Date('2026-03-04T02:00:00Z')
const FEN = 30_000

const inShop = <T>(shop: Shop, work: Parameters<typeof withTenant<T>>[2]) =>
  withTenant(shop.db, shop.store.storeId, work)
const row = (shop: Shop, id: Id<'wdr'>) =>
  inShop(shop, async (tx) => (await findWithdrawal(tx, id)) as Withdrawal)
const stateOf = async (shop: Shop, id: Id<'wdr'>) => (await row(shop, id)).state
const whole = { available: FEN, pending: 0, reserved: 0 }
const gone = { available: 0, pending: 0, reserved: 0 }
const aside = { available: 0, pending: 0, reserved: FEN }

/** A shop that pays by the sandbox, and somebody whose withdrawal of everything was approved by itself. */
async function open(t: Test) {
  const shop = await openShop(t, { at })
  const { version, ...settings } = DEFAULT_PAYOUT_SETTINGS
  const change = { route: 'sandbox', autoBelowFen: 100_000, tax: { ...settings.tax, kind: 'none' as const } }
  await inShop(shop, (tx) =>
    savePayoutSettings(tx, {
      ...{ version, settings: { ...settings, ...change }, routes: ['sandbox'], at },
      zone: 'Asia/Shanghai',
    }),
  )
  const mother = await makePayee(shop, FEN)
  const result = await askFor(shop, mother.id, FEN)
  if (!result.asked) throw new Error(result.reason)
  return { shop, id: result.withdrawal.id, account: `payee:${mother.id}` as const, payeeId: mother.id }
}

async function sound(t: Test, shop: Shop): Promise<void> {
  t.same(await shop.broken(), [], 'everything adds up, also with the sandbox’s books')
}

t.test(
  'given to the provider, taken by the payee, confirmed; told twice, late and again it is paid once',
  async (t) => {
    const { shop, id, account } = await open(t)
    t.match(await row(shop, id), { state: 'approved', route: 'sandbox', approvedBy: 'system' })
    await shop.runAsked()
    t.match(await row(shop, id), { state: 'awaiting', attempts: 0 })
    t.same(await balanceIn(shop, account), aside)
    t.equal(await shop.peers.payout.press(id, 'twice'), 303)
    t.match(await row(shop, id), { state: 'confirmed', confirmUrl: null, dueAt: null })
    t.same(await balanceIn(shop, account), gone)
    t.equal((await balanceIn(shop, 'clearing:payout')).available, FEN)
    await shop.travel({ days: 3 })
    t.equal(await shop.peers.payout.tell(id), 204, 'days later once more: thanked for')
    t.equal((await balanceIn(shop, 'clearing:payout')).available, FEN)
    const steps = await inShop(shop, (tx) => listSteps(tx, id))
    t.same(
      steps.map(({ action, actor }) => `${action} ${actor}`),
      ['ask payee', 'approve system', 'send system', 'accept provider', 'arrive provider'],
    )
    await sound(t, shop)
  },
)

t.test(
  'what is forged, of another amount, or contradicts what is known changes nothing and leaves an alarm',
  async (t) => {
    const { shop, id, account } = await open(t)
    await shop.runAsked()
    const { tell } = shop.peers.payout
    t.equal(await tell(id, { state: 'confirmed', isForged: true }), 401)
    t.equal(await tell(id, { state: 'confirmed', amountFen: FEN + 1 }), 409)
    t.equal(await tell(id, { state: 'confirmed', transferId: 'a'.repeat(32) }), 409)
    t.equal(await tell(id, { state: 'confirmed', provider: 'nobody' }), 404)
    t.equal(await stateOf(shop, id), 'awaiting')
    t.same(await balanceIn(shop, account), aside)
    t.equal(await shop.peers.payout.press(id, 'fail'), 303)
    t.match(await row(shop, id), { state: 'failed', reason: 'ACCOUNT_REFUSED' })
    t.same(await balanceIn(shop, account), whole)
    t.equal(await tell(id, { state: 'confirmed' }), 409, 'failed and then confirmed')
    t.equal(await tell(id, { state: 'awaiting' }), 204, 'old news says nothing')
    t.equal(await stateOf(shop, id), 'failed')
    t.same(await balanceIn(shop, account), whole)
    const alarms = await shop.database.admin<{ action: string }[]>`
    select action from audit_log where actor = 'system' and action like 'withdrawal.%' order by id`
    t.same(alarms.map(({ action }) => action).sort(), [
      'withdrawal.contradicts',
      'withdrawal.differs',
      'withdrawal.differs',
    ])
    await sound(t, shop)
  },
)

t.test('not taken within a day: expired, and the money is back', async (t) => {
  const { shop, id, account } = await open(t)
  await shop.runAsked()
  await shop.travel(later(at, DAY - 1000))
  t.equal(await stateOf(shop, id), 'awaiting')
  await shop.travel({ minutes: 12 })
  t.equal(await stateOf(shop, id), 'expired')
  t.same(await balanceIn(shop, account), whole)
  await sound(t, shop)
})

t.test('taken, and the notification never comes: found by asking', async (t) => {
  const { shop, id, account } = await open(t)
  await shop.runAsked()
  t.equal(await shop.peers.payout.press(id, 'silent'), 303)
  t.equal(await stateOf(shop, id), 'awaiting')
  await shop.travel({ minutes: 10 })
  t.equal(await stateOf(shop, id), 'confirmed')
  t.same(await balanceIn(shop, account), gone)
  await sound(t, shop)
})

t.test(
  'the process dies between the provider’s answer and our record: one transfer, found by the sweeper',
  async (t) => {
    const { shop, id, account } = await open(t)
    // The job is lost as well.
    shop.jobs.length = 0
    const real = must(shop.payouts.get('sandbox'), 'the sandbox')
    const dying: PayoutProvider = {
      ...real,
      async transfer(request) {
        await real.transfer(request)
        throw new Error('the process is gone')
      },
    }
    await pursueTransfer(shop.app, new Map([['sandbox', dying]]), shop.store.storeId, id)
    t.match(await row(shop, id), { state: 'sending', providerRef: null, attempts: 1 })
    t.equal(await shop.sweep(), 0, 'not before its pause is over')
    shop.clock.set(later(at, MINUTE))
    t.ok((await shop.sweep()) > 0)
    t.match(await row(shop, id), { state: 'awaiting' })
    const [books] = await shop.database.admin<
      { count: number }[]
    >`select count(*)::int as count from sandbox_transfers`
    t.equal(books?.count, 1)
    t.equal(await shop.peers.payout.press(id, 'take'), 303)
    t.same(await balanceIn(shop, account), gone)
    await sound(t, shop)
  },
)

t.test('the payee takes it before we know that it was accepted', async (t) => {
  const { shop, id, account } = await open(t)
  const real = must(shop.payouts.get('sandbox'), 'the sandbox')
  const taking: PayoutProvider = {
    ...real,
    async transfer(request) {
      const accepted = await real.transfer(request)
      if (accepted.state !== 'awaiting') throw new Error(accepted.state)
      await takeAt(shop, accepted.confirmUrl)
      return accepted
    },
  }
  await pursueTransfer(shop.app, new Map([['sandbox', taking]]), shop.store.storeId, id)
  t.equal(await stateOf(shop, id), 'confirmed', 'the notification was first, the answer says nothing more')
  t.same(await balanceIn(shop, account), gone)
  await sound(t, shop)
})

async function takeAt(shop: Shop, confirmUrl: string): Promise<void> {
  const { storeId } = shop.store
  const transferId = must(confirmUrl.split('/').at(-1), 'a transfer')
  if (!(await transferSandbox.press(shop.app, storeId, transferId, 'take'))) throw new Error('not taken')
}

t.test(
  'the provider is away: tried again with growing pauses, parked, woken; nothing is lost or done twice',
  async (t) => {
    const { shop, id, account } = await open(t)
    shop.peers.payment.line('cut')
    await shop.runAsked()
    t.match(await row(shop, id), { state: 'sending', attempts: 1, reason: 'PAYOUT_PROVIDER_DOWN' })
    t.same(await balanceIn(shop, account), aside, 'it may be on its way: nothing goes back')
    await shop.travel({ minutes: 4 })
    t.equal((await row(shop, id)).attempts, 3, 'after one and two minutes')
    shop.peers.payment.line({ fails: 1 })
    await shop.travel({ minutes: 12 })
    t.equal(await stateOf(shop, id), 'awaiting', 'a 500 is no answer either')

    const parked = await open(t)
    parked.shop.peers.payment.line('cut')
    const { storeId } = parked.shop.store
    const down: PayoutProvider = {
      ...must(parked.shop.payouts.get('sandbox'), 'the sandbox'),
      transfer: () => Promise.reject(new OutsideError('PAYOUT_PROVIDER_DOWN', 'down')),
      query: () => Promise.reject(new OutsideError('PAYOUT_PROVIDER_DOWN', 'down')),
    }
    for (let tries = 0; tries < PURSUE_ATTEMPTS_MAX; tries += 1) {
      await pursueTransfer(parked.shop.app, new Map([['sandbox', down]]), storeId, parked.id)
      parked.shop.clock.set(later(parked.shop.clock.now(), HOUR))
    }
    t.match(await row(parked.shop, parked.id), {
      state: 'sending',
      dueAt: null,
      attempts: PURSUE_ATTEMPTS_MAX,
    })
    parked.shop.peers.payment.line('open')
    const owner = await parked.shop.owner()
    const retry = () =>
      parked.shop.console('POST', `/payouts/withdrawals/${parked.id}/retry`, owner, { body: {} })
    t.match(await retry(), { status: 202, json: { withdrawal: { isParked: false } } })
    t.equal((await retry()).json.code, 'WITHDRAWAL_STATE', 'it is awake')
    await parked.shop.runAsked()
    t.equal(await stateOf(parked.shop, parked.id), 'awaiting')
    await sound(t, parked.shop)
  },
)

t.test('a provider that forgot a transfer is asked for it again under the same id', async (t) => {
  const { shop, id, account } = await open(t)
  await shop.runAsked()
  await shop.database.admin`delete from sandbox_transfers`
  await shop.database.admin`update withdrawals set provider_ref = null`
  await shop.travel({ minutes: 10 })
  t.equal(await stateOf(shop, id), 'awaiting')
  t.equal(await shop.peers.payout.press(id, 'take'), 303)
  t.same(await balanceIn(shop, account), gone)
  await sound(t, shop)
})

t.test(
  'nothing is given away for a payee who was paused meanwhile; by hand cannot mark what a provider pays',
  async (t) => {
    const { shop, id, payeeId } = await open(t)
    await inShop(shop, (tx) => pausePayee(tx, payeeId, { note: '', by: 'test', at }))
    await shop.runAsked()
    t.equal(await stateOf(shop, id), 'approved')
    const owner = await shop.owner()
    const paid = await shop.console('POST', `/payouts/withdrawals/${id}/paid`, owner, {
      body: { reference: 'x' },
      headers: { 'idempotency-key': 'by-hand-1' },
    })
    t.equal(paid.json.code, 'WITHDRAWAL_BY_PROVIDER')
    const seen = await shop.console('GET', `/payouts/withdrawals/${id}`, owner)
    t.match(
      seen.json,
      { withdrawal: { waitsFor: 'payee_paused', triesAgainAt: later(at, HOUR).toISOString() } },
      'why it waits, and until when',
    )
    await inShop(shop, async (tx) => {
      await resumePayee(tx, payeeId, { note: '', by: 'test', at })
      const [earned] = await tx.sql<{ cause: string }[]>`
        select cause from ledger_transfers where tenant_id = ${tx.tenantId} and cause like 'test:%'`
      const of = must(await findTransfer(tx, earned?.cause ?? ''), 'what she earned')
      await reverse(tx, { of, amount: 1, cause: 'refund:1', leg: '', at })
    })
    await shop.travel({ hours: 1 })
    t.equal(await stateOf(shop, id), 'approved', 'nor while a refund since then is owed')
    await earnFor(shop, payeeId, 1)
    shop.clock.set(later(shop.clock.now(), HOUR))
    t.equal(await pursueTransfer(shop.app, new Map(), shop.store.storeId, id), 'nothing')
    t.match(
      await row(shop, id),
      { state: 'approved', reason: 'PAYOUT_PROVIDER_UNKNOWN', attempts: 0 },
      'nor without a provider: it waits and says so',
    )
    await shop.travel({ hours: 1 })
    t.equal(await stateOf(shop, id), 'awaiting')
    await shop.run(PURSUE_PAYOUT, { withdrawalId: id })
    t.equal(await stateOf(shop, id), 'awaiting', 'a job too early does nothing')

    const tried = await askFor(shop, (await makePayee(shop, FEN)).id, FEN)
    if (!tried.asked) throw new Error(tried.reason)
    const { payeeId: debtor, id: late } = tried.withdrawal
    shop.peers.payment.line('cut')
    await shop.runAsked()
    await inShop(shop, (tx) => pausePayee(tx, debtor, { note: '', by: 'test', at }))
    t.match(await row(shop, late), { reason: 'PAYOUT_PROVIDER_DOWN', waitsFor: null }, 'it may be there')
    shop.peers.payment.line('open')
    await shop.travel({ hours: 3 })
    const kept = { state: 'sending', providerRef: null, reason: '', waitsFor: 'payee_paused' }
    t.match(await row(shop, late), kept, 'nor at a later try, and it says why')
    await inShop(shop, (tx) => resumePayee(tx, debtor, { note: '', by: 'test', at }))
    await shop.travel({ hours: 1 })
    t.equal(await stateOf(shop, late), 'awaiting')
    await sound(t, shop)
  },
)
