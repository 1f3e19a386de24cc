import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { assert, type StoreId, uuidOf } from '@mamapu/kernel'
import type { TestDatabase } from '@mamapu/testkit'
import postgres from 'postgres'

const CHILD = fileURLToPath(new URL('settle-child.js', import.meta.url))
/** A process that gets nowhere for so long is a fault. */
const PATIENCE_MS = 60_000

export interface Killing {
  readonly database: TestDatabase
  readonly storeId: StoreId
  readonly at: Date
  readonly batchMax: number
  readonly kills: number
}

type Around = Omit<Killing, 'kills'> & { readonly start: () => ChildProcess }

export interface Killed {
  /** Processes that were killed while they worked, and those of them that certainly stood inside a transaction. */
  readonly kills: number
  readonly insideOne: number
  /** Earnings released by the two that finished. */
  readonly finished: number
}

/**
 * Releases what is due of a shop in processes that are killed one after another, every other one while it waits for a lock
 * in the midst of a batch; then two at once finish what is left.
 */
export async function killSettlement({ kills, ...killing }: Killing): Promise<Killed> {
  const { admin } = killing.database
  const [{ due } = { due: 0 }] = await admin<{ due: number }[]>`
    select count(*)::int as due from earnings where tenant_id = ${uuidOf(killing.storeId)} and state = 'frozen'`
  let next = spawnOne(killing)
  // A process takes a second to come up: the next one does while this one works.
  const start = () => {
    const child = next
    next = spawnOne(killing)
    child.send('go')
    return child
  }
  const around = { ...killing, start }
  let [killed, insideOne] = [0, 0]
  for (let nth = 0; nth < kills; nth += 1) {
    const isHeld = nth % 2 === 0
    const until = Math.floor((due * 0.9 * nth) / kills)
    if (await (isHeld ? killInside(around) : killAt(around, until))) killed += 1
    if (isHeld) insideOne += 1
  }
  const [one, other] = await Promise.all([finish(around), finish(around)])
  next.kill('SIGKILL')
  return { kills: killed, insideOne, finished: one + other }
}

function spawnOne({ database: { urls }, storeId, at, batchMax }: Omit<Killing, 'kills'>): ChildProcess {
  const { PATH = '' } = process.env
  const env = { PATH, DATABASE_APP_URL: urls.app, DATABASE_SWEEP_URL: urls.sweep }
  return spawn(process.execPath, [CHILD, storeId, at.toISOString(), String(batchMax)], {
    env,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
}

/** Kills a process that waits for the balance of a payee: a part of its batch is written and nothing of it committed. */
async function killInside(killing: Around): Promise<boolean> {
  const { database, storeId } = killing
  const holder = postgres(database.adminUrl, { max: 1, onnotice: () => {} })
  const held = await holder.reserve()
  try {
    await held`begin`
    await held`
      select 1 from ledger_balances where tenant_id = ${uuidOf(storeId)} and unit = 'CNY'
       order by account offset 25 limit 1 for update`
    const child = killing.start()
    await until(child, async () => {
      const rows = await database.admin`
        select 1 from pg_stat_activity where datname = current_database() and application_name = 'mamapu-soak'
           and wait_event_type = 'Lock'`
      return rows.length > 0
    })
    return await kill(child)
  } finally {
    await held`rollback`
    held.release()
    await holder.end({ timeout: 5 })
    await gone(killing)
  }
}

/** Kills a process as soon as so much is released, wherever it is by then. */
async function killAt(killing: Around, released: number): Promise<boolean> {
  const child = killing.start()
  await until(child, async () => {
    const [row] = await killing.database.admin<{ n: number }[]>`
      select count(*)::int as n from earnings
       where tenant_id = ${uuidOf(killing.storeId)} and state = 'available'`
    return (row?.n ?? 0) > released
  })
  const isKilled = await kill(child)
  await gone(killing)
  return isKilled
}

async function finish(killing: Around): Promise<number> {
  const child = killing.start()
  let settled = 0
  child.on('message', (run: { settled: number }) => {
    settled = run.settled
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  assert(code === 0, `a settlement nobody killed ended with ${code}`)
  return settled
}

async function kill(child: ChildProcess): Promise<boolean> {
  if (child.exitCode !== null) return false
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  const [, signal] = (await ended) as [number | null, NodeJS.Signals | null]
  return signal === 'SIGKILL'
}

/** The database has heard of it: nothing of the dead process is in a transaction any more. */
async function gone({ database }: Around): Promise<void> {
  await until(null, async () => {
    const rows = await database.admin`
      select 1 from pg_stat_activity where datname = current_database() and application_name = 'mamapu-soak'`
    return rows.length === 0
  })
}

async function until(child: ChildProcess | null, isSo: () => Promise<boolean>): Promise<void> {
  const began = performance.now()
  while (!(await isSo())) {
    if (child && child.exitCode !== null) return
    assert(performance.now() - began < PATIENCE_MS, 'nothing moves')
    await new Promise((resolve) => setTimeout(resolve, 3))
  }
}
