import { compare, describe, expect, type Load, median, runLoad } from './load.js'
import type { Figure, Measure, Say } from './measures.js'
import type { Server } from './processes.js'
import type { Site } from './site.js'
import { askOnce, bytesOf, Wire } from './wire.js'

const STARTS = 3
const MIB = 1024 * 1024
const FEW_STORES = 10
const LOAD_MS = 4000
const IDLE_MS = 2000
const WATCH_MS = 250
const TENANT_ROUNDS = { rounds: 5, ms: 1000, warm: { count: 4000, ms: 1000 } }

interface Memory {
  readonly rss: number
  readonly stores: number
}

/** What ours holds in memory and how many stores it has loaded, as its metrics say. */
async function memoryOf({ port }: Server): Promise<Memory> {
  const reply = await askOnce(port, { host: `localhost:${port}`, path: '/metrics' })
  expect(reply.status === 200, '/metrics', reply)
  const text = reply.body.toString()
  const value = (name: string) => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1])
  return { rss: value('process_resident_memory_bytes'), stores: value('mamapu_stores_loaded') }
}

async function limitMemory({ port }: Server): Promise<number> {
  const reply = await askOnce(port, { host: `localhost:${port}`, path: '/memory' })
  return (JSON.parse(reply.body.toString()) as { rss: number }).rss
}

function asksOf(site: Site, { port }: Server, count: number) {
  return site.town.slugs
    .slice(0, count)
    .map((slug) => ({ slug, bytes: bytesOf({ host: site.hostOf(slug, port), path: '/p/p-0' }) }))
}

async function visit(wire: Wire, { slug, bytes }: { slug: string; bytes: Buffer }): Promise<void> {
  const reply = await wire.ask(bytes)
  expect(reply.status === 200 && reply.body.includes(`小铺 ${slug}`), slug, reply)
}

/** Every shop asked once, so that all are loaded. */
export async function visitAll(site: Site, server: Server): Promise<void> {
  const waiting = asksOf(site, server, site.town.slugs.length)
  const work = async () => {
    const wire = await Wire.open(server.port)
    for (let ask = waiting.shift(); ask; ask = waiting.shift()) await visit(wire, ask)
    wire.close()
  }
  await Promise.all(Array.from({ length: 8 }, work))
}

/** Pages of so many shops in turn, each client beginning elsewhere. */
function walk(site: Site, server: Server, count: number, clients: number): Load {
  const asks = asksOf(site, server, count)
  return {
    port: server.port,
    clients,
    work: (client) => {
      let turn = Math.floor((client * asks.length) / clients)
      return async (wire) => {
        turn += 1
        await visit(wire, asks[turn % asks.length] as (typeof asks)[number])
      }
    },
  }
}

/** Cost figures: the less the better, so the limit is divided by ours. */
function cost(measure: string, ours: number, limit: number, unit: string): Figure {
  return { measure, ours, limit, ratio: limit / ours, unit }
}

async function starts(start: () => Promise<Server>): Promise<number> {
  const server = await start()
  await server.stop()
  return server.readyMs
}

async function startToReady(site: Site, say: Say): Promise<Figure> {
  const times: { ours: number[]; limit: number[] } = { ours: [], limit: [] }
  for (let round = 0; round < STARTS; round += 1) {
    times.ours.push(await starts(() => site.startProduct({})))
    times.limit.push(await starts(() => site.startLimits({})))
  }
  say(
    `start ours ${times.ours.map(Math.round).join(' ')} ms, limit ${times.limit.map(Math.round).join(' ')} ms`,
  )
  return cost('start', median(times.ours), median(times.limit), 'ms')
}

interface Peaks {
  readonly idle: { readonly ours: number; readonly limit: number }
  readonly load: { readonly ours: number; readonly limit: number }
}

const peaks = new WeakMap<Site, Promise<Peaks>>()

/** Idle with all stores loaded, then the most seen while pages of all of them are asked for; once per site. */
function memory(site: Site, say: Say): Promise<Peaks> {
  const before = peaks.get(site)
  if (before) return before
  const measuring = measureMemory(site, say)
  peaks.set(site, measuring)
  return measuring
}

async function measureMemory(site: Site, say: Say): Promise<Peaks> {
  const [ours, limits] = await Promise.all([site.startProduct({}), site.startLimits({})])
  try {
    const empty = await memoryOf(ours)
    await visitAll(site, ours)
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS))
    const { rss, stores } = await memoryOf(ours)
    const perStore = (rss - empty.rss) / 1024 / site.town.slugs.length
    say(`${stores} stores loaded, ${perStore.toFixed(0)} KiB each, from ${Math.round(empty.rss / MIB)} MiB`)
    const idle = { ours: rss, limit: await limitMemory(limits) }
    const load = { ...idle }
    const watch = setInterval(() => {
      memoryOf(ours).then(
        (now) => {
          load.ours = Math.max(load.ours, now.rss)
        },
        () => {},
      )
      limitMemory(limits).then(
        (now) => {
          load.limit = Math.max(load.limit, now)
        },
        () => {},
      )
    }, WATCH_MS)
    try {
      say(describe('memory.load pages', await runLoad(walk(site, ours, site.town.slugs.length, 32), LOAD_MS)))
      await runLoad(healthOf(limits), LOAD_MS)
    } finally {
      clearInterval(watch)
    }
    return { idle, load }
  } finally {
    await Promise.all([ours.stop(), limits.stop()])
  }
}

/** The limit's own load: one query per reply. */
function healthOf({ port }: Server): Load {
  const bytes = bytesOf({ host: `localhost:${port}`, path: '/readyz' })
  return {
    port,
    clients: 32,
    work: () => async (wire) => {
      const reply = await wire.ask(bytes)
      expect(reply.status === 200, '/readyz', reply)
    },
  }
}

/** The same page of 10 stores in turn and of all of them. */
async function manyStores(site: Site, say: Say): Promise<Figure> {
  const product = await site.product()
  await visitAll(site, product)
  const all = site.town.slugs.length
  const found = await compare(
    { ours: walk(site, product, all, 8), limit: walk(site, product, FEW_STORES, 8) },
    TENANT_ROUNDS,
  )
  say(describe(`${all} stores`, found.ours))
  say(describe(`${FEW_STORES} stores`, found.limit))
  return cost('stores.1000.p50', found.ours.p50, found.limit.p50, 'ms')
}

export const processMeasures: readonly Measure[] = [
  {
    name: 'start',
    about: 'web process from its start to ready; limit: Fastify, postgres.js and Handlebars',
    run: startToReady,
  },
  {
    name: 'memory.idle',
    about: '1,000 stores loaded, nobody there; limit: the bare process',
    run: async (site, say) => {
      const { ours, limit } = (await memory(site, say)).idle
      return cost('memory.idle', ours / MIB, limit / MIB, 'MiB')
    },
  },
  {
    name: 'memory.load',
    about: 'most while pages of 1,000 stores are asked for by 32; limit: the bare process, one query each',
    run: async (site, say) => {
      const { ours, limit } = (await memory(site, say)).load
      return cost('memory.load', ours / MIB, limit / MIB, 'MiB')
    },
  },
  {
    name: 'stores.1000.p50',
    about: 'page of 1,000 stores in turn; limit: of 10 stores, same process',
    run: manyStores,
  },
]
