// The demo made for real: by the command itself, in a process of its own, into a database of its own.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { verify } from '@mamapu/core'
import { createTestDatabase, type TestDatabase } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { installedPlugins } from '../../product/installed-plugins.js'
import { workspaceRoot } from '../../workspace.js'
import { readNote } from './demo-note.js'

// Whole shops are made here, several times; the machine may be busy with other tests.
t.setTimeout(240_000)

interface Installation extends TestDatabase {
  readonly dataDir: string
  seed(...args: string[]): Seeding
}

interface Seeding {
  readonly child: ChildProcess
  readonly ended: Promise<{ code: number | null; output: string }>
}

async function installation(t: Test): Promise<Installation> {
  const database = await createTestDatabase(t, { plugins: [...(await installedPlugins()).migrations] })
  const dataDir = mkdtempSync(join(tmpdir(), 'mamapu-demo-'))
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }))
  return {
    ...database,
    dataDir,
    seed(...args) {
      const main = join(workspaceRoot, 'packages/cli/dist/main.js')
      const child = spawn(process.execPath, [main, 'seed', ...args], {
        env: { ...process.env, DATABASE_URL: database.adminUrl, DATA_DIR: dataDir, PORT: '3000' },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let output = ''
      child.stdout?.on('data', (chunk) => (output += String(chunk)))
      child.stderr?.on('data', (chunk) => (output += String(chunk)))
      return {
        child,
        ended: once(child, 'close').then(([code]) => ({ code: code as number | null, output })),
      }
    },
  }
}

/** Kills the process as soon as that many rows are there, as a power cut would. */
async function killWhen({ child, ended }: Seeding, isTime: () => Promise<boolean>): Promise<boolean> {
  let isOver = false
  void ended.then(() => {
    isOver = true
  })
  while (!isOver) {
    if (await isTime()) {
      child.kill('SIGKILL')
      await ended
      return true
    }
    // Whoever asks without a breath takes the processor that the shop is made with.
    await setTimeout(20)
  }
  return false
}

async function figures({ admin }: TestDatabase) {
  const [row] = await admin<Record<string, number>[]>`
    select (select count(*)::int from stores) as stores, (select count(*)::int from products) as products,
           (select count(*)::int from skus) as skus, (select count(*)::int from orders) as orders,
           (select count(*)::int from customers) as customers, (select count(*)::int from media) as media,
           (select count(*)::int from staff_identities) as people, (select count(*)::int from refunds) as refunds,
           (select count(*)::int from coupons_held) as held`
  return row
}

async function checkBooks(t: Test, { admin }: TestDatabase): Promise<void> {
  const [row] = await admin<{ at: Date }[]>`select now() as at`
  for (const { name, broken } of await verify.verify(admin, { at: row?.at ?? new Date(0) }))
    t.same([...broken], [], name)
}

t.test('killed in the middle twice, gone on with, and never made a second time', async (t) => {
  const place = await installation(t)
  const { admin } = place
  const shops = ['--shops', 'disha,yingdi', '--orders', '30']
  const count = async (table: string, enough: number) => {
    const [row] = await admin.unsafe<{ n: number }[]>(`select count(*)::int as n from ${table}`)
    return (row?.n ?? 0) >= enough
  }
  t.ok(await killWhen(place.seed(...shops), () => count('products', 25)), 'killed while it fills the shelves')
  t.ok(await killWhen(place.seed(...shops), () => count('order_history', 45)), 'killed among the orders')
  const isDone = () => Object.values(readNote(place.dataDir)?.shops ?? {}).map((shop) => shop.isDone)
  t.same(isDone(), [false, false], 'what is unfinished does not count')

  const third = await place.seed(...shops).ended
  t.equal(third.code, 0, third.output)
  t.match(third.output, /demo shops 2\/2/)
  t.same(isDone(), [true, true])
  await checkBooks(t, place)
  const [again] = await admin`select placed_at from orders group by tenant_id, placed_at having count(*) > 1`
  t.notOk(again, 'no order was placed twice')

  const before = await figures(place)
  t.match(before, { stores: 2, people: 3, customers: 120 })
  const fourth = await place.seed(...shops).ended
  t.equal(fourth.code, 0)
  t.match(fourth.output, /there already/)
  t.same(await figures(place), before)
})

t.test('ninety days of a shop: every outcome, clean books, nothing left to tell', async (t) => {
  const place = await installation(t)
  const { admin } = place
  const { code, output } = await place.seed('--shops', 'mili', '--orders', '54').ended
  t.equal(code, 0, output)
  await checkBooks(t, place)

  const states = await admin<{ state: string }[]>`select distinct state from orders`
  for (const state of ['cancelled', 'refunded', 'completed', 'shipped', 'paid'])
    t.ok(
      states.some((row) => row.state === state),
      `an order is ${state}`,
    )
  const [seen] = await admin<Record<string, number>[]>`
    select (select count(*)::int from orders where cancelled_by = 'expire') as expired,
           (select count(*)::int from orders where cancelled_by = 'cancel') as cancelled,
           (select count(*)::int from orders where refunded_fen > 0 and state <> 'refunded') as partly,
           (select count(*)::int from orders where discount_fen > 0) as discounted,
           (select count(*)::int from orders where placed_at > now() - interval '1 hour') as fresh,
           (select count(*)::int from orders where placed_at < now() - interval '60 days') as old,
           (select count(*)::int from outbox where state <> 'done') as untold,
           (select count(*)::int from refunds where state <> 'done') as unpaid_back,
           (select count(*)::int from messages where created_at > now() - interval '1 hour') as sent_now,
           (select count(*)::int from plugin_switches where is_on) as switches,
           (select count(*)::int from link_visits) as visits,
           (select count(*)::int from training_done) as lessons,
           (select count(*)::int from bulletin_reports where published_at is not null and orders = 5) as bulletins`
  t.equal(seen?.fresh, 0)
  t.equal(seen?.untold, 0, 'the worker finds nothing stale')
  t.equal(seen?.unpaid_back, 0)
  t.equal(seen?.sent_now, 0, 'nobody is told today what happened weeks ago')
  t.equal(seen?.switches, 9, 'coupons, sales, and everything that goes with sharing')
  t.match(seen, { visits: 21, lessons: 3, bulletins: 1 }, 'what sharing brought')
  const [onDesk] = await admin<Record<string, unknown>[]>`
    select (select count(*)::int from parcel_tracks where state = 'delivered') as arrived,
           (select count(*)::int from parcel_tracks where state in ('out_for_delivery', 'problem')) as near,
           (select array_agg(distinct state order by state) from aftersale_cases) as cases,
           (select array_agg(state order by state) from invoices) as invoices,
           (select count(*)::int from virtual_codes where seen_at is not null) as seen,
           (select count(*)::int from virtual_codes where order_id is null) as free,
           (select count(*)::int from order_notes) as notes,
           (select array_agg(state || coalesce(' ' || problem, '') order by row_number) from ship_batch_rows) as rows,
           (select count(*)::int from delivery_templates) as templates,
           (select array_agg(s.number order by s.number) from
             (select tracking_number as number from shipments group by 1 having count(*) > 1) s) as twice`
  t.match(onDesk, {
    arrived: 6,
    near: 2,
    cases: ['asked', 'exchanged', 'refunded', 'refused', 'sent'],
    invoices: ['asked', 'issued'],
    seen: 1,
    free: 23,
    notes: 2,
    rows: ['sent', 'sent', 'failed ROW_ORDER_UNKNOWN', 'failed ROW_TRACKING_ROUNDED', 'failed ROW_STATE'],
    templates: 2,
    twice: null,
  })
  const withdrawals = await admin<{ state: string }[]>`select distinct state from withdrawals`
  t.ok(withdrawals.length >= 6, withdrawals.map(({ state }) => state).join(' '))
  const miscounted = await admin`
    select c.orders_paid, array_agg(o.number || ' ' || o.state || ' ' || o.payable_fen || ' ' || o.placed_at) as orders
      from customers c left join orders o on o.customer_id = c.id and o.paid_at is not null and o.exchange_of is null
     group by c.tenant_id, c.id, c.orders_paid having c.orders_paid <> count(o.id)`
  t.same([...miscounted], [], 'customers know how many orders they paid')
  const phones = await admin<{ sealed: Buffer }[]>`select phone_sealed as sealed from customers`
  t.notOk(phones.some(({ sealed }) => sealed.includes('1380000')))

  const note = readNote(place.dataDir)
  t.equal(statSync(join(place.dataDir, 'demo.json')).mode & 0o077, 0, 'its passwords are for its owner alone')
  for (const { login, password } of Object.values(note?.people ?? {})) {
    t.match(output, login)
    t.match(output, password)
  }
  const roles = await admin<{ email: string; role: string | null; is_operator: boolean }[]>`
    select i.email, m.role, i.is_operator from staff_identities i left join memberships m on m.identity_id = i.id order by 1`
  t.same(
    roles.map(({ email, role, is_operator: isOperator }) => [email.split('@')[0], role, isOperator]),
    [
      ['clerk', 'clerk', false],
      ['mama', 'owner', false],
      ['operator', null, true],
    ],
  )
  t.ok(readdirSync(join(place.dataDir, 'media')).length > 0)
})

t.test('no demo where a shop is, and two at once make one', async (t) => {
  const place = await installation(t)
  const args = ['--shops', 'yingdi', '--orders', '3']
  const both = await Promise.all([place.seed(...args).ended, place.seed(...args).ended])
  t.same(both.filter(({ code }) => code === 0).length >= 1, true)
  t.match(await figures(place), { stores: 1, people: 3 })
  const [row] = await place.admin<{ n: number }[]>`select count(*)::int as n from plugin_switches where is_on`
  t.equal(row?.n, 0, 'coupons are off where they do not belong')

  rmSync(join(place.dataDir, 'demo.json'))
  const later = await place.seed(...args).ended
  t.equal(later.code, 1)
  t.match(later.output, /NOT_EMPTY/)
})
