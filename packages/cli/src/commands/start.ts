import { once } from 'node:events'
import { url as debuggerUrl } from 'node:inspector'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { plugins } from '@mamapu/core'
import { OutsideError } from '@mamapu/kernel'
import type { FastifyInstance } from 'fastify'
import { announceDemo } from '../demo/seed/announce.js'
import { showSamples } from '../demo/seed/samples.js'
import { needsDemo, seedDemo } from '../demo/seed/seed-demo.js'
import { deprecatedLines } from '../plugins/deprecated-lines.js'
import { buildWeb, openProduct, type Product, runJobs } from '../product/compose.js'
import { readConfig } from '../product/config.js'
import { installedPlugins } from '../product/installed-plugins.js'
import { openThemes } from '../product/themes.js'
import type { RunCommand } from './index.js'
import { toldToStop } from './told-to-stop.js'

const CLOSE_MS = 15_000
const BIND = process.env.BIND ?? '0.0.0.0'

/**
 * Brings the product up and keeps it up until it is told to stop. `--quiet` says nothing but faults; `--when-told` waits
 * for a word of its parent before anything is read or opened.
 */
export const start: RunCommand = async (args) => {
  const isWatched = args.includes('--when-told')
  if (isWatched) await readyToBegin()
  return startWith(await installedPlugins(), { isQuiet: args.includes('--quiet'), isWatched })
}

/** What nobody is changing is read before the word comes. */
async function readyToBegin(): Promise<void> {
  const told = once(process, 'message')
  try {
    openThemes(readConfig(process.env).dataDir)
  } catch {
    // Somebody may be in the middle of mending it: what is wrong then is said by the start itself.
  }
  await told
}

/** The same with these plugins installed. */
export async function startWith(
  registry: plugins.PluginRegistry,
  { isQuiet = false, isWatched = false }: { isQuiet?: boolean; isWatched?: boolean } = {},
): Promise<number> {
  const began = Date.now()
  for (const line of deprecatedLines(registry.plugins.map(({ plugin }) => plugin))) console.warn(line)
  // Heard from the beginning: told to stop while it starts, it still leaves nothing running behind.
  const stop = new AbortController()
  const told = toldToStop().then(() => {
    stop.abort()
    // Whatever is in hand then, and whatever does not answer: nobody is left behind.
    setTimeout(() => process.exit(1), CLOSE_MS).unref()
    if (!isWatched) console.log('正在收尾 · finishing what is in hand …')
  })
  const config = readConfig(process.env)
  if (config.role !== 'worker') await assertPortIsFree(config.port)
  const file = join(config.dataDir, 'cut-offs.jsonl')
  // Whoever steps through a plugin with a debugger holds the main thread on purpose.
  const watch = debuggerUrl() === undefined ? plugins.startWatchdog({ file }) : undefined
  const product = await openProduct(config, (line) => isQuiet || console.log(`  ${line}`), {
    registry,
    watch,
  })
  try {
    await plugins.applyCutOffs(product.host, file, product.clock.now())
    if (!stop.signal.aborted) await serve(product, { began, told, signal: stop.signal, isQuiet })
  } finally {
    await product.close()
    await watch?.stop()
  }
  return 0
}

interface Serving {
  readonly began: number
  readonly told: Promise<void>
  /** Aborted by the same word. */
  readonly signal: AbortSignal
  readonly isQuiet: boolean
}

async function serve(product: Product, { began, told, signal, isQuiet }: Serving): Promise<void> {
  const { config } = product
  // Before jobs run and visitors come: nobody sees a half-made shop, and no sweeper meets the past.
  if (config.demo && config.role === 'all') {
    await seedAtFirstStart(product, signal)
    if (signal.aborted) return
    await showSamples(product, (line) => console.log(`  ${line}`))
  }
  const web = config.role === 'worker' ? null : await buildWeb(product)
  // Jobs ask the sandboxes, which this very process answers for: none runs before it listens.
  const worker = await runJobs(product, () => listen(web, config.port))
  if (!isQuiet) announce(config.hosts.base, config.role, Date.now() - began)
  if (web && !isQuiet) await announceDemo(product)
  process.send?.('serving')
  if (web) void tellOddSchemas(web)
  await told
  await web?.close()
  await worker?.stop()
}

async function listen(web: FastifyInstance | null, port: number): Promise<void> {
  try {
    await web?.listen({ port, host: BIND })
  } catch (error) {
    // Somebody took it since it was asked for.
    throw (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? portTaken(port) : error
  }
}

/** The first to ask at an address does not wait for its schemas, and one that cannot be is told before anybody asks. */
async function tellOddSchemas(web: FastifyInstance): Promise<void> {
  for (const fault of await web.compileSchemas()) console.error(`  ✗ ${fault}`)
}

/** Asked before anything is brought up, so that the answer comes at once. */
function assertPortIsFree(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? portTaken(port) : error),
    )
    probe.listen({ port, host: BIND }, () => probe.close(() => resolve()))
  })
}

/** Somebody else listens there. */
export function portTaken(port: number, command = 'npm start'): OutsideError {
  return new OutsideError(
    'PORT_TAKEN',
    `端口 ${port} 已被占用，换一个:PORT=3001 ${command} · port ${port} is taken, choose another: PORT=3001 ${command}`,
  )
}

/** A demo that fails must not keep the product from starting: the next start goes on with it. */
async function seedAtFirstStart(product: Product, signal: AbortSignal): Promise<void> {
  if (!(await needsDemo(product))) return
  try {
    await seedDemo(product, { say: (line) => console.log(`  ${line}`), signal })
  } catch (error) {
    // Told to stop: what is made stays made, and the next start goes on.
    if (signal.aborted) return
    product.app.log.error({ err: error }, 'the demo shops were not finished')
    console.error(
      '  ✗ 示例店铺没有布置完，下次启动会接着做 · the demo shops were not finished; the next start goes on',
    )
  }
}

function announce(base: string, role: string, took: number): void {
  console.log(`\n妈妈铺已就绪 · Mamapu is ready (${role}, ${(took / 1000).toFixed(1)} s)`)
  if (role !== 'worker')
    console.log(`\n  平台 platform   http://${base}\n  后台 console    http://${base}/admin/\n`)
}
