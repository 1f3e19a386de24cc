import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { SkuId } from '@mamapu/kernel'
import type { Till } from '../till.js'
import type { ChildOrder } from './purchase-child.js'
import { tapLine, type Verdict } from './tapped-line.js'

const CHILD = fileURLToPath(new URL('./purchase-child.js', import.meta.url))

export interface Crash {
  /** The how-manieth flush of the process it is killed at; none for a run to the end. */
  readonly at: number | null
  /** Before the flush is passed on, or after it was acted on, the answer lost. */
  readonly when: 'before' | 'after'
}

export interface Crashed {
  /** How many flushes the process made until its end. */
  readonly flushes: number
  /** Those after which something was done for good: commits, calls, words to the cashier. */
  readonly weighty: readonly number[]
  readonly wasKilled: boolean
  readonly errors: string
}

/**
 * Makes a purchase in a process of its own whose every word to the database and to the cashier goes over tapped lines,
 * and kills it with SIGKILL at the chosen one: so there is a crash between any two steps, none of which knows of it.
 */
export async function crashPurchase(
  till: Till,
  { skuId, key }: { skuId: SkuId; key: string },
  crash: Crash,
): Promise<Crashed> {
  let flushes = 0
  const weighty = new Set<number>()
  let kill: () => void = () => {}
  const judge = (): Verdict => {
    flushes += 1
    if (flushes !== crash.at) return 'pass'
    return crash.when === 'before' ? 'drop' : 'drop_answer'
  }
  const { urls } = till.database
  const portOf = (url: string) => Number(new URL(url).port)
  const listener = { judge, onCut: () => kill(), onSettled: () => weighty.add(flushes) }
  const database = await tapLine({ port: portOf(urls.app), isPostgres: true }, listener)
  const cashier = await tapLine({ port: portOf(till.origin) }, listener)
  const onLine = (url: string) => {
    const tapped = new URL(url)
    tapped.port = String(database.port)
    return tapped.toString()
  }
  const order: ChildOrder = {
    appUrl: onLine(urls.app),
    sweepUrl: onLine(urls.sweep),
    secret: till.app.secret.toString('hex'),
    storeId: till.store.storeId,
    skuId,
    key,
    at: till.clock.now().toISOString(),
    cashier: `http://127.0.0.1:${cashier.port}`,
  }
  const child = spawn(process.execPath, [CHILD, JSON.stringify(order)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', (bytes: Buffer) => {
    errors += bytes.toString()
  })
  kill = () => child.kill('SIGKILL')
  const signal = await new Promise<NodeJS.Signals | null>((resolve) => {
    child.on('exit', (_code, by) => resolve(by))
  })
  database.close()
  cashier.close()
  return { flushes, weighty: [...weighty], wasKilled: signal === 'SIGKILL', errors }
}
