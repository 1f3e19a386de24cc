import { plugins } from '@mamapu/core'
import { assert, DAY, later, must, type StoreId } from '@mamapu/kernel'
import type { FilePart, PluginContext, RouteResult } from '@mamapu/plugin-sdk'
import postgres from 'postgres'
import type { Product } from '../product/compose.js'
import type { Figure, Measure, Say } from './measures.js'
import type { Site } from './site.js'

const CODES = 100_000
/** Rows of one bare statement, as many as the job writes in one transaction. */
const CHUNK = 1000
const MIB = 2 ** 20

interface Run {
  readonly madeMs: number
  readonly savedMs: number
  readonly lines: number
  readonly longest: number
  readonly grownMib: number
}

/** A whole batch of codes by its own job, and its file read to the end, in one shop. */
async function measureCodes(site: Site, say: Say): Promise<Figure> {
  const run = await site.inside((product) => makeAndSave(product, site.town.slugs[0] ?? ''))
  assert(run.lines === CODES + 1, `the file has ${run.lines} lines`)
  say(
    `${CODES} codes made in ${run.madeMs.toFixed(0)} ms, the file read in ${run.savedMs.toFixed(0)} ms; its longest ` +
      `piece has ${(run.longest / 1024).toFixed(0)} KiB, the process grew by ${run.grownMib.toFixed(0)} MiB`,
  )
  const admin = postgres(site.databaseUrl, { max: 1, onnotice: () => {} })
  try {
    const bareMs = await bareRows(admin)
    const [ours, limit] = [(CODES / run.madeMs) * 1000, (CODES / bareMs) * 1000]
    return { measure: 'coupons.codes', ours, limit, ratio: ours / limit, unit: '1/s' }
  } finally {
    await admin.end({ timeout: 5 })
  }
}

async function makeAndSave({ app, host, directory }: Product, slug: string): Promise<Run> {
  const { storeId } = must(await directory.byHost(`${slug}.localhost`), `no shop ${slug}`)
  const at = app.clock.now()
  await plugins.switchPlugin(host, storeId, { pluginId: 'coupons', isOn: true, staffId: null, at })
  const ask = (route: string, body: object, params: object = {}) =>
    within(app.clock.now(), host, storeId, (ctx) =>
      routeOf(host, route).handle(ctx, { params, query: {}, body }),
    )
  const coupon = bodyOf(
    await ask('POST /coupons', {
      title: '印在卡上的券',
      kind: 'amount',
      amountFen: 1000,
      thresholdFen: 0,
      scope: 'all',
      total: CODES,
      perPerson: 1,
      claim: 'codes',
      claimFrom: at.toISOString(),
      claimUntil: later(at, 30 * DAY).toISOString(),
      validity: 'relative',
      validDays: 30,
    }),
  )
  const batch = bodyOf(await ask('POST /coupons/:id/codes', { name: '卡片', codes: CODES }, coupon))
  const before = process.memoryUsage().rss
  let most = before
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss)
  }, 20)
  try {
    const began = performance.now()
    const job = must(
      plugins.pluginJobs(host).jobs.find(({ name }) => name === 'plugin.coupons.make-codes.run'),
      'the job that makes codes',
    )
    const { signal } = new AbortController()
    await job.run(app, { name: job.name, id: 'bench', payload: {}, storeId, attempt: 1, signal })
    const made = performance.now()
    const file = await ask('GET /batches/:id/codes', {}, batch)
    assert('file' in file, 'the codes come as a file')
    let [lines, longest] = [0, 0]
    for (let part: FilePart | null = file.file; part; ) {
      lines += part.text.split('\r\n').length - 1
      longest = Math.max(longest, part.text.length)
      const rest: FilePart['rest'] = part.rest
      part = rest ? await within(app.clock.now(), host, storeId, rest) : null
    }
    const saved = performance.now()
    return {
      madeMs: made - began,
      savedMs: saved - made,
      lines,
      longest,
      grownMib: (most - before) / MIB,
    }
  } finally {
    clearInterval(watch)
  }
}

function routeOf(host: plugins.PluginHost, name: string) {
  const { plugin } = must(host.registry.find('coupons'), 'coupons are installed')
  const isIt = ({ audience, method, path }: { audience: string; method: string; path: string }) =>
    audience === 'staff' && `${method} ${path}` === name
  return must(plugin.routes?.find(isIt), `no route ${name}`)
}

async function within<T>(
  at: Date,
  host: plugins.PluginHost,
  storeId: StoreId,
  work: (ctx: PluginContext) => Promise<T>,
): Promise<T> {
  const loaded = must(host.registry.find('coupons'), 'coupons are installed')
  const input = { loaded, hook: 'bench', at, locale: 'zh-CN', whileOff: false, staffId: null } as const
  const result = await plugins.runInStore(host, storeId, input, work)
  assert(result.on, 'coupons are on')
  return result.value
}

function bodyOf(result: RouteResult): { readonly id: string } {
  assert('body' in result, `refused: ${JSON.stringify(result)}`)
  return result.body as { id: string }
}

/** The same rows again in a table with the same indexes, a thousand at a time; milliseconds. */
async function bareRows(admin: postgres.Sql): Promise<number> {
  await admin`create table if not exists bench_codes (like coupons_codes including all)`
  const rows = await admin`select tenant_id, code, batch_id from coupons_codes limit ${CODES}`
  const began = performance.now()
  for (let from = 0; from < rows.length; from += CHUNK)
    await admin`insert into bench_codes ${admin(rows.slice(from, from + CHUNK))}`
  return performance.now() - began
}

export const codesMeasures: readonly Measure[] = [
  {
    name: 'coupons.codes',
    about: '100,000 codes of one batch made by its job, and read as a file; limit: the same rows by bare SQL',
    run: measureCodes,
  },
]
