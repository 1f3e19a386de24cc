import { withTenant } from '@mamapu/db'
import { type Id, idOf, newId, toFen, uuidOf } from '@mamapu/kernel'
import {
  askFor as ask,
  balanceIn,
  earnFor as earn,
  openShop,
  type Person,
  makePayee as payee,
  type Shop,
  TEST_IDENTITY,
} from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { pausePayee, resumePayee } from '../earnings/index.js'
import {
  cancelWithdrawal,
  DEFAULT_PAYOUT_SETTINGS,
  disputeWithdrawal,
  type PayoutSettings,
  payBatch,
  savePayee,
  savePayoutSettings,
  type Withdrawal,
} from './index.js'

t.setTimeout(120_000)

const at = new Date('2026-03-04T02:00:00Z')
const NO_TAX = { kind: 'none', rules: DEFAULT_PAYOUT_SETTINGS.tax.rules } as const

/** Another account of whoever is a shop’s first payee. */
const SAME_PERSON = { idNumber: TEST_IDENTITY.idNumber, account: 'second_account' }

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
/** Asked, or an error that says why not. */
async function asked(shop: Shop, id: Id<'cus'>, fen: number): Promise<Withdrawal> {
  const result = await ask(shop, id, fen)
  if (!result.asked) throw new Error(`not asked: ${result.reason}`)
  return result.withdrawal
}

/** One of the ways on which money comes back to the balance. */
async function sendBack(
  shop: Shop,
  { id, payeeId }: Withdrawal,
  end: 'reject' | 'cancel' | 'return',
): Promise<void> {
  const owner = await shop.owner()
  const own = { id, payeeId, at: shop.clock.now() }
  if (end === 'cancel') {
    await inShop(shop, (tx) => cancelWithdrawal(tx, own))
    return
  }
  if (end === 'return') {
    await post(shop, owner, `/withdrawals/${id}/approve`)
    await post(shop, owner, `/withdrawals/${id}/paid`, { reference: 'R' })
    await inShop(shop, (tx) => disputeWithdrawal(tx, { ...own, reason: '没到' }))
  }
  const done = await post(shop, owner, `/withdrawals/${id}/${end}`, { reason: '没到' })
  if (done.status !== 200) throw new Error(`${end}: ${done.status}`)
}

async function sound(t: Test, shop: Shop): Promise<void> {
  t.same(await shop.broken(), [], 'everything adds up')
}

t.test('limits, pauses and who she is', async (t) => {
  const shop = await open(t, { dailyCount: 2, dailyFen: 40_000 })
  const owner = await shop.owner()
  const nobody = await shop.customer()
  await earn(shop, nobody.id, 100_000)
  t.match(await ask(shop, nobody.id, 5000), { asked: false, reason: 'identity_missing' })
  const mother = await payee(shop, 100_000)
  t.match(await ask(shop, mother.id, 999), { asked: false, reason: 'below_minimum' })
  t.match(await ask(shop, mother.id, 40_001), { asked: false, reason: 'too_much_today' })
  t.match(await ask(shop, mother.id, 20_000), { asked: true })
  const { id } = await asked(shop, mother.id, 20_000)
  t.match(await ask(shop, mother.id, 1000), { asked: false, reason: 'too_many_today' })
  await shop.travel('2026-03-05 00:00')
  t.match(await ask(shop, mother.id, 1000), { asked: true }, 'a day is the shop’s day')

  await inShop(shop, (tx) => pausePayee(tx, mother.id, { note: 'test', by: 'test', at: shop.clock.now() }))
  t.match(await ask(shop, mother.id, 1000), { asked: false, reason: 'payee_paused' })
  t.equal((await post(shop, owner, `/withdrawals/${id}/approve`)).json.code, 'PAYEE_PAUSED')
  await inShop(shop, (tx) => resumePayee(tx, mother.id, { note: '', by: 'test', at: shop.clock.now() }))
  t.equal((await post(shop, owner, `/withdrawals/${id}/approve`)).status, 200)

  const store = await shop.snapshot()
  const save = (change: Partial<typeof TEST_IDENTITY>, hasConsent = true) =>
    inShop(shop, (tx) =>
      savePayee(tx, store, {
        customerId: mother.id,
        identity: { ...TEST_IDENTITY, ...change },
        hasConsent,
        ways: ['wechat'],
        at,
      }),
    )
  t.match(await save({}, false), { saved: false, faults: { consent: 'consent_missing' } })
  t.match(await save({ idNumber: '110105194912310021' }), {
    saved: false,
    faults: { idNumber: 'number_checksum' },
  })
  t.match(await save({ way: 'alipay', account: '13800001234' }), {
    saved: false,
    faults: { way: 'way_closed' },
  })
  t.match(await save({ idNumber: ' １１０１０５１９４９１２３１００２x ' }), { saved: true })
  t.match((await get(shop, owner, '/payees')).json, {
    items: [{ name: '林**', idNumber: '1101**********002X' }],
  })
  const seen = await shop.console('POST', `/payouts/payees/${mother.id}/reveal`, owner, { body: {} })
  t.match(seen.json, { name: '林小满', idNumber: '11010519491231002X' })
  const dump = JSON.stringify(await shop.database.admin`select * from payees`)
  t.notMatch(dump, /林小满|11010519491231/, 'nothing of it is readable in the database')
  await sound(t, shop)
})

t.test('tax counts per person and month of the shop; the quarter’s report adds up', async (t) => {
  const shop = await open(t, { dailyCount: 20, dailyFen: 100_000_000 })
  const [first, second] = [await payee(shop, 500_000), await payee(shop, 500_000, SAME_PERSON)]
  const pay = async (id: Id<'cus'>, fen: number) => {
    const owner = await shop.owner()
    const withdrawal = await asked(shop, id, fen)
    await post(shop, owner, `/withdrawals/${withdrawal.id}/approve`)
    await post(shop, owner, `/withdrawals/${withdrawal.id}/paid`, { reference: 'R' })
    return withdrawal
  }
  t.equal((await pay(first.id, 80_000)).taxFen, 0)
  t.equal((await pay(second.id, 100_000)).taxFen, 20_000, 'the same person, by another account')
  // 1,800 so far, 200 of it withheld; what is refused, cancelled or does not arrive is no income, by whichever account.
  for (const end of ['reject', 'cancel', 'return'] as const) {
    const gone = await asked(shop, first.id, 100_000)
    t.equal(gone.taxFen, 20_000, 'and the next is reckoned as if it had never been')
    await sendBack(shop, gone, end)
  }
  await shop.travel('2026-04-01 00:00')
  const owner = await shop.owner()
  const april = await pay(first.id, 80_000)
  t.equal(april.taxFen, 0, 'a new month begins at the shop’s midnight')
  const march = await shop.console('GET', '/payouts/quarters/2026Q1.csv', owner)
  t.match(
    march.text,
    /2026Q1,林小满,居民身份证,11010519491231002X\t,劳务报酬,2,1800\.00,0\.00,200\.00,1600\.00/,
  )
  await inShop(shop, (tx) =>
    disputeWithdrawal(tx, { id: april.id, payeeId: first.id, reason: '没到', at: shop.clock.now() }),
  )
  await post(shop, owner, `/withdrawals/${april.id}/return`, { reason: '没到' })
  const next = await shop.console('GET', '/payouts/quarters/2026Q2.csv', owner)
  t.match(next.text, /2026Q2,林小满,居民身份证,11010519491231002X\t,劳务报酬,0,0\.00,0\.00,0\.00,0\.00/)
  t.equal((await shop.console('GET', '/payouts/quarters/2026Q9.csv', owner)).json.code, 'QUARTER_INVALID')
  const late = await pay(second.id, 80_000)
  await shop.travel('2026-07-01 00:00')
  await shop.database.admin`update withdrawals set state = 'paid' where id = ${uuidOf(late.id)}`
  await inShop(shop, (tx) =>
    disputeWithdrawal(tx, { id: late.id, payeeId: second.id, reason: '没到', at: shop.clock.now() }),
  )
  await post(shop, await shop.owner(), `/withdrawals/${late.id}/return`, { reason: '没到' })
  const third = await shop.console('GET', '/payouts/quarters/2026Q3.csv', await shop.owner())
  t.match(third.text, /劳务报酬,-1,-800\.00,0\.00,0\.00,-800\.00/, 'below zero is a number, too')
  await sound(t, shop)
})

t.test('a day’s limits are a person’s, by however many accounts and however many at once', async (t) => {
  const shop = await open(t, { tax: NO_TAX, dailyCount: 4, dailyFen: 40_000 }, 20)
  const accounts = [
    await payee(shop, 100_000),
    await payee(shop, 100_000, SAME_PERSON),
    await payee(shop, 100_000, SAME_PERSON),
  ]
  const stranger = await payee(shop, 100_000)
  const all = (fen: number) =>
    Promise.all(accounts.flatMap(({ id }) => [ask(shop, id, fen), ask(shop, id, fen)]))
  const dear = await all(15_000)
  t.equal(dear.filter((result) => result.asked).length, 2, '300 yuan of 400')
  t.ok(dear.every((result) => result.asked || result.reason === 'too_much_today'))
  const cheap = await all(1000)
  t.equal(cheap.filter((result) => result.asked).length, 2, 'four times a day')
  t.ok(cheap.every((result) => result.asked || result.reason === 'too_many_today'))
  t.match(await ask(shop, stranger.id, 40_000), { asked: true }, 'nobody else is in that')
  const [winner] = await shop.database.admin<{ id: string }[]>`
    select payee_id as id from withdrawals where amount_fen = 15000 limit 1`
  const customerId = idOf('cus', winner?.id ?? '')
  const identity = { ...TEST_IDENTITY, idNumber: '440524199001010026' }
  const store = await shop.snapshot()
  await inShop(shop, (tx) =>
    savePayee(tx, store, { customerId, identity, hasConsent: true, ways: ['wechat'], at }),
  )
  t.match(
    await ask(shop, customerId, 40_000),
    { asked: false, reason: /^too_m/ },
    'nor does another name begin the day anew',
  )
  await sound(t, shop)
})

t.test('settings are changed on the version that was seen, and only to what makes sense', async (t) => {
  const shop = await openShop(t, { at })
  const owner = await shop.owner()
  const seen = (await get(shop, owner, '/settings')).json as {
    settings: PayoutSettings
    version: number
    routes: string[]
  }
  t.same([seen.version, seen.routes], [0, ['hand', 'sandbox']])
  const put = (version: number, change: object) =>
    shop.console('PUT', '/payouts/settings', owner, {
      body: { version, settings: { ...seen.settings, ...change } },
    })
  t.match((await put(0, { minimumFen: 5000 })).json, { version: 1, settings: { minimumFen: 5000 } })
  t.equal((await put(0, {})).json.code, 'PAYOUT_SETTINGS_CHANGED')
  t.equal((await put(1, { route: 'nobody' })).json.code, 'PAYOUT_ROUTE_UNKNOWN')
  t.equal(
    (
      await put(1, {
        tax: { kind: 'labour', rules: [...seen.settings.tax.rules, ...seen.settings.tax.rules] },
      })
    ).json.code,
    'TAX_RULES_INVALID',
  )
  const [scale] = seen.settings.tax.rules
  const tomorrow = { kind: 'labour', rules: [{ ...scale, from: '2026-03-05' }] }
  t.equal((await put(1, { tax: tomorrow })).json.code, 'TAX_RULES_NOT_BEGUN', 'a gap would withhold nothing')
  const example = (rule: object) => post(shop, owner, '/tax-example', { rule, amountFen: 500_000 })
  t.same((await example({ ...scale })).json, { taxFen: 80_000, netFen: 420_000 })
  t.same((await example({ ...scale, deductionBps: 0 })).json, { taxFen: 100_000, netFen: 400_000 })
  t.equal((await example({ ...scale, from: '2026-02-30' })).json.code, 'TAX_RULES_INVALID')
  t.equal((await put(1, { feeBps: 5000 })).status, 400)
  t.match((await put(1, { tax: NO_TAX })).json, { version: 2 })
  const other = await shop.neighbour()
  const stranger = await shop.owner(other)
  t.not((await shop.console('GET', '/payouts/settings', stranger)).status, 200)
})

t.test('a payee’s own API says the same as her pages, and only of her', async (t) => {
  const shop = await open(t, { tax: NO_TAX })
  const [mother, other] = [await payee(shop, 20_000), await shop.customer()]
  const own = (method: string, path: string, who = mother, body?: object) =>
    shop.shop(method, `/api/store/v1/earnings${path}`, who, {
      ...(body ? { body } : {}),
      headers: { 'idempotency-key': 'her-own-key-1' },
    })
  t.match((await own('GET', '')).json, { available: { amount: 20_000 }, payee: { name: '林**' } })
  t.match((await own('POST', '/quote', mother, { amountFen: 20_000 })).json, { net: { amount: 20_000 } })
  t.equal((await own('POST', '/quote', mother, { amountFen: 20_001 })).json.code, 'WITHDRAWAL_ABOVE_BALANCE')
  const [first, second] = [
    await own('POST', '/withdrawals', mother, { amountFen: 20_000 }),
    await own('POST', '/withdrawals', mother, { amountFen: 20_000 }),
  ]
  t.same([first.status, second.status], [201, 201])
  t.same(first.json, second.json)
  t.equal((await own('POST', '/withdrawals', mother, { amountFen: 1000 })).json.code, 'REQUEST_REUSED')
  const { id } = first.json.withdrawal as { id: string }
  t.equal((await own('POST', `/withdrawals/${id}/cancel`, other, {})).json.code, 'WITHDRAWAL_NOT_FOUND')
  t.same((await own('GET', '/withdrawals', other)).json.items, [])
  t.match((await own('POST', `/withdrawals/${id}/cancel`, mother, {})).json, {
    withdrawal: { state: 'cancelled' },
  })
  const wrong = { ...TEST_IDENTITY, idNumber: '110105194912310021', consent: true }
  t.match((await own('PUT', '/payee', other, wrong)).json, {
    code: 'IDENTITY_INVALID',
    fields: { idNumber: 'number_checksum' },
  })
  t.equal((await shop.shop('GET', '/api/store/v1/earnings', null)).status, 401)
  await sound(t, shop)
})

t.test(
  'a list paid while one comes off it and one is marked by hand: each waits its turn, and nothing is paid twice',
  async (t) => {
    const shop = await open(t, { tax: NO_TAX, autoBelowFen: 1_000_000, dailyCount: 50, minimumFen: 1 })
    const owner = await shop.owner()
    const mother = await payee(shop, 10_000)
    const list = async () => {
      const rows = [await asked(shop, mother.id, 100), await asked(shop, mother.id, 100)]
      const { id } = (await post(shop, owner, '/batches')).json.batch as { id: Id<'pbt'> }
      return { id, one: rows[0]?.id, two: rows[1]?.id }
    }
    const actor = newId('stf', at)
    const proof = { reference: 'ALL', picture: null }
    const whole = { count: 2, totalFen: toFen(200) }

    const held = await list()
    const both = await inShop(shop, async (tx) => {
      await tx.sql`
        select from payout_batches where tenant_id = ${tx.tenantId} and id = ${held.id.slice(4)} for update`
      const waiting = Promise.all([
        post(shop, owner, `/withdrawals/${held.one}/unlist`),
        post(shop, owner, `/withdrawals/${held.two}/paid`, { reference: 'B1' }),
      ])
      await waitersIn(shop, 2)
      t.match(await payBatch(tx, { id: held.id, actor, proof, ...whole, at }), { paid: true })
      return { waiting }
    })
    t.same(
      (await both.waiting).map(({ json }) => json.code),
      ['WITHDRAWAL_STATE', 'WITHDRAWAL_STATE'],
      'behind the list, not in its way',
    )

    for (let round = 0; round < 3; round += 1) {
      const { id, one, two } = await list()
      const answers = await Promise.all([
        post(shop, owner, `/withdrawals/${one}/unlist`),
        post(shop, owner, `/batches/${id}/paid`, { reference: 'ALL', count: 2, totalFen: 200 }),
        post(shop, owner, `/withdrawals/${two}/paid`, { reference: 'B1' }),
      ])
      t.ok(
        answers.every(({ status }) => status === 200 || status === 409),
        `${answers.map(({ status }) => status)}`,
      )
      const left = (await get(shop, owner, `/batches/${id}`)).json as { batch: { closedAt: string | null } }
      t.ok(left.batch.closedAt, 'nothing is left to be paid: closed, whoever was last')
      await post(shop, owner, `/withdrawals/${one}/paid`, { reference: 'B2' })
    }
    t.equal((await balanceIn(shop, 'clearing:payout')).available, 800, 'each of the eight is paid once')
    await sound(t, shop)
  },
)

/** Until so many of this database's connections wait for a row that somebody else holds. */
async function waitersIn(shop: Shop, count: number): Promise<void> {
  for (let look = 0; look < 5000; look += 1) {
    const rows = await shop.database.admin`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    if (rows.length >= count) return
  }
  throw new Error(`never ${count} waiting`)
}
