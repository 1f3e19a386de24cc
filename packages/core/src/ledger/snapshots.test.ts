import { type TenantTx, withTenant } from '@mamapu/db'
import { newId, type StoreId, uuidOf } from '@mamapu/kernel'
import { createTestApp, createTestDatabase, createTestStore } from '@mamapu/testkit'
import t from 'tap'
import { balanceOf, checkLedger, type LedgerAccount, ledgerJobs, ledgerSweepers, post } from './index.js'
import { foldTail, listTails } from './tail.queries.js'

const at = new Date('2026-03-01T02:00:00Z')
const expense: LedgerAccount = 'expense:commission'
const tail = { account: expense, unit: 'CNY' } as const

t.test('snapshots of counter-accounts', async (t) => {
  const { db, admin } = await createTestDatabase(t)
  const { app } = createTestApp(t, db, { at })
  const openStore = async () => (await createTestStore(db, at)).storeId
  const within = <T>(storeId: StoreId, work: (tx: TenantTx) => Promise<T>) => withTenant(db, storeId, work)
  const earn = (tx: TenantTx, who: string, amount: number, cause: string) =>
    post(tx, { unit: 'CNY', debit: expense, credit: `payee:${who}`, amount, cause, leg: '', at })
  const spent = async (storeId: StoreId) =>
    -(await within(storeId, (tx) => balanceOf(tx, expense, 'CNY'))).available
  const fold = (storeId: StoreId, limit = 100) => within(storeId, (tx) => foldTail(tx, tail, { limit, at }))
  const tailRows = async (storeId: StoreId) => {
    const [row] = await admin<{ rows: number }[]>`
      select count(*)::int as rows from ledger_tails where tenant_id = ${uuidOf(storeId)}`
    return row?.rows
  }
  const broken = async () => (await checkLedger(admin)).filter((check) => check.broken > 0)

  /** Enters something in a transaction of its own that stays open until `commit`. */
  const hold = async (storeId: StoreId, work: (tx: TenantTx) => Promise<unknown>) => {
    let commit = () => {}
    const committing = new Promise<void>((resolve) => {
      commit = resolve
    })
    let done: Promise<void> | undefined
    await new Promise<void>((entered, failed) => {
      done = within(storeId, async (tx) => {
        await work(tx)
        entered()
        await committing
      })
      done.catch(failed)
    })
    return async () => {
      commit()
      await done
    }
  }

  t.test(
    'what is not committed while a tail is folded is counted afterwards, whichever was first',
    async (t) => {
      const storeId = await openStore()
      const commitFirst = await hold(storeId, (tx) => earn(tx, 'one', 100, 'early'))
      await within(storeId, (tx) => earn(tx, 'two', 10, 'later'))
      t.equal(await fold(storeId), 1)
      t.equal(await spent(storeId), 10)
      await commitFirst()
      t.equal(await spent(storeId), 110, 'the row that began before the fold is in the tail')
      t.equal(await fold(storeId), 1)
      t.equal(await spent(storeId), 110)
      t.equal(await fold(storeId), 0)
      t.same(await broken(), [])
    },
  )

  t.test('two payees never wait for each other, nor for a fold', async (t) => {
    const storeId = await openStore()
    const release = [
      await hold(storeId, (tx) => earn(tx, 'one', 100, 'of one')),
      await hold(storeId, (tx) => foldTail(tx, tail, { limit: 9, at })),
    ]
    await within(storeId, async (tx) => {
      await tx.sql`set local lock_timeout = '1ms'`
      await earn(tx, 'two', 10, 'of two')
      t.equal((await balanceOf(tx, expense, 'CNY')).available, -10)
    })
    const blocked = await within(storeId, async (tx) => {
      await tx.sql`set local lock_timeout = '1ms'`
      await earn(tx, 'one', 1, 'again of one')
    }).catch((error: { code: string }) => error.code)
    t.equal(blocked, '55P03', 'the same payee does wait: the test can fail')
    for (const go of release) await go()
    t.equal(await spent(storeId), 110)
  })

  t.test('two folds at once take every row once', async (t) => {
    const storeId = await openStore()
    for (let index = 0; index < 30; index += 1)
      await within(storeId, (tx) => earn(tx, `p${index % 3}`, 7, `order:${index}`))
    const folded = await Promise.all(Array.from({ length: 8 }, () => fold(storeId, 4)))
    t.equal(
      folded.reduce((sum, rows) => sum + rows, 0),
      30,
    )
    t.equal(await spent(storeId), 210)
    t.same(await broken(), [])
  })

  t.test('rows from before there were tails are in the first snapshot', async (t) => {
    const storeId = await openStore()
    await within(storeId, (tx) => earn(tx, 'one', 300, 'old'))
    await admin`delete from ledger_tails where tenant_id = ${uuidOf(storeId)}`
    await within(storeId, (tx) => earn(tx, 'one', 20, 'new'))
    t.equal(await spent(storeId), 320)
    t.equal(await fold(storeId), 1)
    t.equal(await spent(storeId), 320)
    t.same(await broken(), [])
  })

  t.test(
    'many transfers of one statement are one row of the tail; the sweeper finds long ones, the job folds them',
    async (t) => {
      const [storeId, calm] = [await openStore(), await openStore()]
      await within(calm, (tx) => earn(tx, 'one', 5, 'order:1'))
      const tenant = uuidOf(storeId)
      await admin`
      insert into ledger_transfers (tenant_id, id, unit, debit, credit, amount, cause, at)
      select ${tenant}, gen_random_uuid(), 'CNY', 'expense:commission', 'payee:many', 2, 'bulk:' || n, ${at}
        from generate_series(1, 500) n`
      await admin`
      insert into ledger_balances (tenant_id, account, unit, available, pending, reserved)
      values (${tenant}, 'payee:many', 'CNY', 1000, 0, 0)`
      t.equal(await tailRows(storeId), 1)
      for (let index = 0; index < 199; index += 1)
        await within(storeId, (tx) => earn(tx, 'one', 1, `one:${index}`))
      t.equal(await tailRows(storeId), 200)

      const [sweeper, job] = [ledgerSweepers[0], ledgerJobs[0]]
      if (!sweeper || !job) throw new Error('a sweeper and a job')
      const due = await sweeper.find(db.sweep, at, 10)
      t.same(due, [{ storeId, id: storeId }])
      const run = { name: job.name, id: storeId, payload: {}, storeId, attempt: 1 }
      await job.run(app, { ...run, signal: new AbortController().signal })
      t.equal(await tailRows(storeId), 0)
      t.same(await within(storeId, (tx) => listTails(tx, 10)), [])
      t.equal(await spent(storeId), 1199)
      t.same(await sweeper.find(db.sweep, at, 10), [])

      t.same(await broken(), [])
      await admin`update ledger_snapshots set total = total + 1 where tenant_id = ${tenant}`
      t.equal((await broken()).length, 1, 'the check can fail')
    },
  )

  t.test('a snapshot of another shop is not to be had', async (t) => {
    const [storeId, other] = [await openStore(), await openStore()]
    await within(storeId, (tx) => earn(tx, 'one', 40, 'order:1'))
    await fold(storeId)
    t.equal(await spent(other), 0)
    const theirs = await within(
      other,
      (tx) => tx.sql`select ledger_total(${uuidOf(storeId)}, ${expense}, 'CNY') as total`,
    )
    t.equal(theirs[0]?.total, 0)
    await t.rejects(
      within(
        other,
        (tx) =>
          tx.sql`insert into ledger_tails (tenant_id, account, unit, id, amount)
            values (${uuidOf(storeId)}, ${expense}, 'CNY', ${uuidOf(newId('led', at))}, 1)`,
      ),
      { code: '42501' },
    )
  })
})
