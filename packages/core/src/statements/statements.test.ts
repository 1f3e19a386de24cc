import { type TenantTx, withTenant } from '@mamapu/db'
import { type CustomerId, must, newId } from '@mamapu/kernel'
import { calmMood, createTestStore, fixturePlugin, openShop, serveRoutes } from '@mamapu/testkit'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { balanceOf, findTransfer, postPending, reverse, setAside, voidPending } from '../ledger/index.js'
import { getStatement, listStatements, statementRoutes } from './index.js'
import { addMonths, type Month, monthOf, parseMonth, spanOf } from './month.rules.js'

const zone = 'Asia/Shanghai'
/** Within the shop's May. */
const now = new Date('2026-05-20T02:00:00Z')
const month = (text: string) => must(parseMonth(text), 'a month')

async function open(t: Test) {
  const shop = await openShop(t, { plugins: [fixturePlugin(calmMood())], at: now })
  const inside = <T>(work: (tx: TenantTx) => Promise<T>) => withTenant(shop.db, shop.store.storeId, work)
  let count = 0
  const books = (payee: CustomerId) => {
    const account = `payee:${payee}` as const
    const settle = async (
      cause: string,
      leg: string,
      to: { leg: string; how: typeof postPending; at: Date; fen: number },
    ) =>
      inside(async (tx) => {
        const of = must(await findTransfer(tx, cause, leg), 'was entered')
        const done = await to.how(tx, {
          of,
          amount: to.fen,
          cause: to.how === reverse ? `refund:${cause}` : cause,
          leg: to.leg,
          at: to.at,
        })
        if (!done.entered) throw new Error('above')
      })
    return {
      account,
      /** Promised at one time, released at another; its cause. */
      async earn(fen: number, at: Date, releasedAt: Date | null) {
        count += 1
        const cause = `earning:ern_${String(count).padStart(32, '0')}`
        await inside((tx) =>
          setAside(tx, {
            unit: 'CNY',
            debit: 'expense:commission',
            credit: account,
            amount: fen,
            cause,
            leg: 'estimate',
            at,
          }),
        )
        if (releasedAt)
          await settle(cause, 'estimate', { leg: 'release', how: postPending, at: releasedAt, fen })
        return cause
      },
      takeBack: (cause: string, fen: number, at: Date) =>
        settle(cause, 'release', { leg: 'reverse', how: reverse, at, fen }),
      /** Asked for at one time, paid or let go at another; false when it was refused. */
      async withdraw(
        { net, fee, tax }: { net: number; fee: number; tax: number },
        at: Date,
        paidAt: Date | null,
        isPaid = true,
      ) {
        count += 1
        const cause = `withdrawal:wdr_${String(count).padStart(32, '0')}`
        const legs = [
          ['net', 'clearing:payout', net],
          ['fee', 'income:payout-fee', fee],
          ['tax', 'liability:tax', tax],
        ] as const
        const asked = await inside(async (tx) => {
          const { available } = await balanceOf(tx, account, 'CNY')
          if (available < net + fee + tax) return false
          for (const [leg, credit, amount] of legs)
            if (amount > 0)
              await setAside(tx, { unit: 'CNY', debit: account, credit, amount, cause, leg, at })
          return true
        })
        if (!asked || !paidAt) return asked
        for (const [leg, , fen] of legs)
          if (fen > 0)
            await settle(cause, leg, {
              leg: `${leg}.done`,
              how: isPaid ? postPending : voidPending,
              at: paidAt,
              fen,
            })
        return true
      },
    }
  }
  const read = (payeeId: CustomerId, of: Month) =>
    inside((tx) => getStatement(tx, { payeeId, month: of }, { zone, at: now }))
  return { shop, inside, books, read }
}

t.test('months of a shop are those of its own calendar', async (t) => {
  t.same(spanOf(month('2026-03'), zone), {
    from: new Date('2026-02-28T16:00:00Z'),
    until: new Date('2026-03-31T16:00:00Z'),
  })
  t.equal(monthOf(new Date('2026-03-31T15:59:59.999Z'), zone), '2026-03')
  t.equal(monthOf(new Date('2026-03-31T16:00:00Z'), zone), '2026-04')
  t.equal(addMonths(month('2026-01'), -1), '2025-12')
  t.equal(addMonths(month('2026-12'), 1), '2027-01')
  const spring = spanOf(month('2026-03'), 'Europe/Berlin')
  t.equal(spring.until.getTime() - spring.from.getTime(), (31 * 24 - 1) * 3_600_000, 'clocks went forward')
  for (const text of ['2026-13', '2026-00', '1999-01', '2026-1', '2026-01-01', '', null, 202601])
    t.equal(parseMonth(text), null)
})

t.test('statements', async (t) => {
  const { shop, inside, books, read } = await open(t)
  const [ma, li] = [await shop.customer(), await shop.customer()]
  const hers = books(ma.id)
  const lastOfMarch = new Date('2026-03-31T15:59:59Z')
  const firstOfApril = new Date('2026-03-31T16:00:00Z')
  const april = new Date('2026-04-15T04:00:00Z')

  await hers.earn(10_000, new Date('2026-03-02T04:00:00Z'), lastOfMarch)
  const second = await hers.earn(5000, lastOfMarch, firstOfApril)
  await hers.earn(700, april, null)
  await hers.withdraw({ net: 6900, fee: 60, tax: 1040 }, lastOfMarch, april)
  await hers.withdraw({ net: 900, fee: 0, tax: 0 }, april, april, false)
  await hers.withdraw({ net: 300, fee: 0, tax: 0 }, april, null)
  await hers.takeBack(second, 5000, new Date('2026-05-02T04:00:00Z'))
  t.ok(await hers.withdraw({ net: 1700, fee: 0, tax: 0 }, now, now))
  t.notOk(await hers.withdraw({ net: 300, fee: 0, tax: 0 }, now, now), 'what waits is not there twice')
  await books(li.id).earn(333, april, april)

  t.test('a figure belongs to the month in which it moved; what waits is in none', async (t) => {
    const [march, inApril, may] = [
      await read(ma.id, month('2026-03')),
      await read(ma.id, month('2026-04')),
      await read(ma.id, month('2026-05')),
    ]
    t.match(march, {
      openingFen: 0,
      grossFen: 10_000,
      withdrawnFen: 0,
      netFen: 10_000,
      closingFen: 10_000,
      isOpen: false,
    })
    t.match(inApril, {
      openingFen: 10_000,
      grossFen: 5000,
      reversedFen: 0,
      feeFen: 60,
      taxFen: 1040,
      netFen: 3900,
      withdrawnFen: 6900,
      closingFen: 7000,
    })
    t.match(may, {
      openingFen: 7000,
      reversedFen: 5000,
      netFen: -5000,
      withdrawnFen: 1700,
      closingFen: 300,
      isOpen: true,
    })
    t.same(
      (await inside((tx) => listStatements(tx, ma.id, { zone, at: now, limit: 12 }))).map((one) => one.month),
      ['2026-05', '2026-04', '2026-03'],
    )
    t.equal((await inside((tx) => listStatements(tx, ma.id, { zone, at: now, limit: 2 }))).length, 2)
    t.match(await read(ma.id, month('2026-01')), { openingFen: 0, grossFen: 0, closingFen: 0 })
    t.same(await inside((tx) => listStatements(tx, newId('cus', now), { zone, at: now, limit: 12 })), [])
  })

  t.test('staff see every payee of a month, its sum, and files of both', async (t) => {
    const store = await shop.test.directory.byHost(`${shop.store.slug}.localhost`)
    const server = await serveRoutes(t, { storeId: shop.store.storeId, at: now }, async (scope) => {
      scope.addHook('onRequest', async (request) => void Object.assign(request, { store }))
      await scope.register(statementRoutes(shop.test.app))
    })
    const get = async (url: string) => server.inject({ url })
    const list = (await get('/statements?month=2026-04')).json()
    t.match(list, {
      month: '2026-04',
      next: null,
      total: { grossFen: 5333, withdrawnFen: 6900, taxFen: 1040, feeFen: 60 },
    })
    t.same(
      list.items.map((one: { payeeId: string; netFen: number }) => [one.payeeId, one.netFen]),
      [
        [ma.id, 3900],
        [li.id, 333],
      ].toSorted(),
    )
    t.equal((await get('/statements')).json().month, '2026-05', 'the current month, when none is asked for')
    t.equal((await get('/statements?month=2026-13')).json().code, 'STATEMENT_MONTH_UNKNOWN')
    t.equal((await get(`/statements/${ma.id}/2026-00`)).json().code, 'STATEMENT_MONTH_UNKNOWN')
    t.equal((await get('/statements?cursor=nonsense')).statusCode, 400)

    const one = (await get(`/statements/${ma.id}/2026-04`)).json()
    t.match(one, { statement: { closingFen: 7000 }, next: null })
    t.same(
      one.items
        .map(({ kind, amountFen }: { kind: string; amountFen: number }) => [kind, amountFen])
        .toSorted(),
      [
        ['commission', 5000],
        ['fee', -60],
        ['tax', -1040],
        ['withdrawal', -6900],
      ],
    )
    const lines = (await get(`/statements/${ma.id}/2026-05/lines.csv`)).body.trim().split('\n')
    t.same(
      lines.slice(1).map((line) => line.split(',').slice(1, 4)),
      [
        ['月初余额', '', '70.00'],
        ['退款扣回', '-50.00', '20.00'],
        ['提现到账', '-17.00', '3.00'],
      ],
    )
    const all = (await get('/statements.csv?month=2026-04')).body.trim().split('\n')
    t.equal(all.length, 3)
    t.ok(
      all.some(
        (line) =>
          line.startsWith(`2026-04,${ma.id},`) && line.endsWith(',50.00,0.00,0.60,10.40,0.00,39.00,69.00'),
      ),
    )
  })

  t.test('property: months follow each other without a gap, whatever happens', async () => {
    const day = fc
      .integer({ min: 0, max: 80 })
      .map((days) => new Date(Date.UTC(2026, 2, 1, 12) + days * 86_400_000))
    const step = fc.record({
      what: fc.constantFrom('earn', 'withdraw', 'takeBack'),
      fen: fc.integer({ min: 3, max: 900 }),
      at: day,
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 10 }), async (steps) => {
        const customer = await shop.customer()
        const theirs = books(customer.id)
        const released: { cause: string; fen: number }[] = []
        for (const { what, fen, at } of steps.toSorted((a, b) => a.at.getTime() - b.at.getTime()))
          if (what === 'earn') released.push({ cause: await theirs.earn(fen, at, at), fen })
          else if (what === 'withdraw') await theirs.withdraw({ net: fen - 2, fee: 1, tax: 1 }, at, at)
          else {
            const last = released.pop()
            if (last) await theirs.takeBack(last.cause, last.fen, at)
          }
        let balance = 0
        for (const of of ['2026-02', '2026-03', '2026-04', '2026-05']) {
          const one = await read(customer.id, month(of))
          if (one.openingFen !== balance) return false
          balance = one.closingFen
        }
        const { available, reserved } = await inside((tx) => balanceOf(tx, theirs.account, 'CNY'))
        return balance === available + reserved
      }),
      { numRuns: 12 },
    )
  })

  t.test('another shop’s payees have no statement here', async (t) => {
    const other = await createTestStore(shop.db, now)
    const theirs = await withTenant(shop.db, other.storeId, (tx) =>
      getStatement(tx, { payeeId: ma.id, month: month('2026-04') }, { zone, at: now }),
    )
    t.match(theirs, { openingFen: 0, grossFen: 0, withdrawnFen: 0, closingFen: 0 })
  })
})
