import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startEmbedded } from '@mamapu/db'
import postgres from 'postgres'
import t, { type Test } from 'tap'
import { freePort } from '../free-port.js'
import { Person } from './test-client.js'
import { dataFolder, ProductProcess, until } from './test-process.js'

/** The embedded server's process, as its own file says; null when it has stopped. */
function postmasterOf(folder: string): number | null {
  const file = join(folder, 'pg', 'cluster', 'postmaster.pid')
  if (!existsSync(file)) return null
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  try {
    process.kill(pid, 0)
    return pid
  } catch {
    return null
  }
}

async function openShop(port: number, slug: string): Promise<{ owner: Person; admin: string }> {
  const owner = new Person(port, `localhost:${port}`)
  const login = `${slug}@example.cn`
  await owner.post('/api/platform/v1/sign-up', { login, password: 'right horse battery', name: slug })
  const { storeId } = JSON.parse((await owner.post('/api/platform/v1/stores', { slug, name: slug })).text)
  const admin = `/api/admin/v1/stores/${storeId}`
  const { version } = JSON.parse((await owner.get(`${admin}/settings`)).text)
  await owner.ask('PATCH', `${admin}/settings`, { json: { version, published: true } })
  return { owner, admin }
}

t.test('one data folder, several processes', { timeout: 110_000 }, async (t) => {
  const folder = dataFolder(t)
  const [one, two] = [await freePort(), await freePort()]
  const env = { DATA_DIR: folder, PORT: String(one) }

  const refused = new ProductProcess(t, ['start'], { ...env, NODE_ENV: 'production' })
  t.not((await refused.ended).code, 0)
  t.match(refused.output, /DATABASE_URL/, 'production asks for a database')
  t.equal(postmasterOf(folder), null)

  const brief = new ProductProcess(t, ['start'], { ...env, DEMO: '1' })
  await until(() => brief.output.includes('setting up the demo shops'), 40_000)
  const early = await brief.end('SIGTERM')
  t.match(early, { code: 0 }, 'told to stop while it makes the demo shops, it ends well')
  t.ok(early.tookMs < 15_000, `${early.tookMs} ms`)
  t.notMatch(brief.output, /is ready/, 'without opening first')
  t.equal(postmasterOf(folder), null, 'and leaves no server behind')

  // All at once: one of them makes the database and its structure, the other waits for it.
  let web = new ProductProcess(t, ['start'], { ...env, ROLE: 'web' })
  const worker = new ProductProcess(t, ['start'], { ...env, ROLE: 'worker' })
  const second = new ProductProcess(t, ['start'], { ...env, ROLE: 'all', PORT: String(two) })
  await Promise.all([web.ready(), worker.ready(), second.ready()])
  const pid = postmasterOf(folder)
  t.type(pid, 'number')

  const late = new ProductProcess(t, ['start'], env)
  t.not((await late.ended).code, 0)
  t.match(late.output, new RegExp(`${one}[^]*PORT=`), 'a taken port is named, and how to choose another')
  t.notMatch(late.output, /\n\s+at /, 'without a stack')

  await t.test('a plugin switched in one process is there in the other within a second', (t) =>
    switches(t, one, two),
  )
  await t.test('told to stop under load, a process finishes what is in hand', async (t) => {
    await stopsUnderLoad(t, second, two)
    await stalledJobs(t, folder)
  })

  const crash = await web.end('SIGKILL')
  t.equal(crash.signal, 'SIGKILL')
  t.equal(postmasterOf(folder), pid, 'the server outlives a crash')
  web = await new ProductProcess(t, ['start'], { ...env, ROLE: 'web' }).ready()
  t.equal((await new Person(one, `mumu.localhost:${one}`).get('/')).status, 200, 'and serves again')

  const gone = await web.end('SIGTERM')
  t.match(gone, { code: 0 })
  t.equal(postmasterOf(folder), pid, 'whoever is left keeps the server')
  t.ok(worker.isAlive)
  const last = await worker.end('SIGTERM')
  t.match(last, { code: 0 })
  t.ok(last.tookMs < 15_000)
  t.equal(postmasterOf(folder), null, 'the last one stops it')
})

const COUPON = {
  title: '开业红包',
  kind: 'amount',
  amountFen: 500,
  thresholdFen: 0,
  scope: 'all',
  total: 100,
  perPerson: 1,
  claim: 'shop',
  claimFrom: '2026-01-01T00:00:00.000Z',
  claimUntil: '2099-01-01T00:00:00.000Z',
  validity: 'relative',
  validDays: 30,
}

async function switches(t: Test, one: number, two: number): Promise<void> {
  const { owner, admin } = await openShop(one, 'mumu')
  const here = new Person(one, `mumu.localhost:${one}`)
  const there = new Person(two, `mumu.localhost:${two}`)
  await until(async () => (await there.get('/')).status === 200, 20_000)
  const page = '/x/coupons/centre'
  await owner.ask('PUT', `${admin}/plugins/coupons/switch`, { json: { isOn: true } })
  const made = await owner.post(`${admin}/x/coupons/coupons`, COUPON)
  t.ok(made.status < 300, made.text)
  await owner.ask('PUT', `${admin}/plugins/coupons/switch`, { json: { isOn: false } })
  await until(async () => !(await there.get('/')).text.includes('开业红包'), 20_000)
  t.equal((await there.get(page)).status, 404)
  for (const [isOn, status] of [
    [true, 200],
    [false, 404],
    [true, 200],
  ] as const) {
    const switched = await owner.ask('PUT', `${admin}/plugins/coupons/switch`, { json: { isOn } })
    t.ok(switched.status < 300, `${switched.status} ${switched.text}`)
    t.equal((await here.get(page)).status, status, 'at once where it was switched')
    const took = await until(async () => {
      const [own, home] = [await there.get(page), await there.get('/')]
      return own.status === status && home.text.includes('开业红包') === isOn
    }, SEEN_MS)
    t.ok(took <= SEEN_MS, `${Math.round(took)} ms later in the other`)
    t.equal((await there.get('/api/store/v1/x/coupons/coupons')).status, status, 'routes with the pages')
  }
}

const WHOLE = /<\/html>\s*$/
/** A second is what it takes on a machine with nothing else to do; a busy one may lag, never miss it. */
const SEEN_MS = 3000

async function stopsUnderLoad(t: Test, process: ProductProcess, port: number): Promise<void> {
  const seen = { whole: 0, refused: 0, cut: [] as string[] }
  let isOver = false
  const load = Array.from({ length: 16 }, async () => {
    const shopper = new Person(port, `mumu.localhost:${port}`)
    while (!isOver) {
      try {
        const answer = await shopper.get('/')
        if (answer.status === 200 && WHOLE.test(answer.text)) seen.whole += 1
        else if (answer.status === 503) seen.refused += 1
        else seen.cut.push(`${answer.status} ${answer.text.slice(-80)}`)
      } catch (error) {
        const { code = '', message } = error as NodeJS.ErrnoException
        // Nobody listens any more, or an idle connection was closed: nothing had been done.
        if (message === 'aborted' || !['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(code))
          seen.cut.push(String(error))
        seen.refused += 1
        if (!process.isAlive) return
      }
    }
  })
  await until(() => seen.whole > 100, 20_000)
  const ending = await process.end('SIGTERM')
  isOver = true
  await Promise.all(load)
  t.match(ending, { code: 0, signal: null })
  t.ok(ending.tookMs <= 15_000, `${Math.round(ending.tookMs)} ms`)
  t.same(seen.cut, [], `${seen.whole} whole answers, ${seen.refused} refused`)
}

/** Jobs that a process took and neither finished nor gave back. */
async function stalledJobs(t: Test, folder: string): Promise<void> {
  const embedded = await startEmbedded({ dataDir: join(folder, 'pg'), log: () => {} })
  const sql = postgres(embedded.url, { max: 1, onnotice: () => {} })
  try {
    await until(async () => {
      const [row] = await sql<{ left: number }[]>`
        select count(*)::int as left from bullmq.job
         where stalled_marked or stalled_count > 0
            or (state = 'active' and locked_until_ms < extract(epoch from now()) * 1000)`
      return row?.left === 0
    }, 5000)
    t.pass('no job is stalled')
  } finally {
    await sql.end()
    await embedded.stop()
  }
}
