import { randomBytes } from 'node:crypto'
import { roleUrls } from '@mamapu/db'
import { testServerUrl } from '@mamapu/testkit'
import postgres from 'postgres'
import t from 'tap'
import { freePort } from '../free-port.js'
import { Person } from './test-client.js'
import { ProductProcess } from './test-process.js'

/** An empty database of the test's own on the test server, as an operator would be given one. */
async function emptyDatabase(t: { teardown(work: () => unknown): void }): Promise<string> {
  const server = await testServerUrl()
  const name = `mamapu_test_external_${randomBytes(4).toString('hex')}`
  const root = postgres(server, { max: 1, onnotice: () => {} })
  await root.unsafe(`create database ${name}`)
  t.teardown(async () => {
    await root.unsafe(`drop database if exists ${name} with (force)`)
    await root.end()
  })
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.toString()
}

t.test(
  'a database of its own: migrated apart, served by the run-time logins alone',
  { timeout: 60_000 },
  async (t) => {
    const adminUrl = await emptyDatabase(t)
    const urls = roleUrls(adminUrl)
    const port = await freePort()
    const dataDir = t.testdir()
    const production = {
      NODE_ENV: 'production',
      DATA_DIR: dataDir,
      PORT: String(port),
      SECRET_KEY: randomBytes(32).toString('base64'),
    }
    const runTime = {
      ...production,
      DATABASE_APP_URL: urls.app,
      DATABASE_QUEUE_URL: urls.queue,
      DATABASE_SWEEP_URL: urls.sweep,
    }

    const early = new ProductProcess(t, ['start'], runTime)
    t.not((await early.ended).code, 0)
    t.match(early.output, /migrat|CONNECT|permission/i, 'before the structure is there it says so and ends')

    const twins = [1, 2].map(
      () => new ProductProcess(t, ['migrate'], { ...production, DATABASE_URL: adminUrl }),
    )
    for (const { ended } of twins) t.match(await ended, { code: 0 }, 'two at once wait for each other')
    const again = new ProductProcess(t, ['migrate'], { ...production, DATABASE_URL: adminUrl })
    t.match(await again.ended, { code: 0 }, 'repeating it does nothing')

    const web = await new ProductProcess(t, ['start'], { ...runTime, ROLE: 'web' }).ready()
    const worker = await new ProductProcess(t, ['start'], { ...runTime, ROLE: 'worker' }).ready()
    const person = new Person(port, `localhost:${port}`)
    t.equal((await person.get('/readyz')).status, 200)
    t.equal((await person.get('/api/openapi.json')).status, 200)

    const admin = postgres(adminUrl, { max: 1, onnotice: () => {} })
    t.teardown(() => admin.end())
    const logins = await admin<{ usename: string }[]>`
    select distinct usename from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and usename is not null order by usename`
    t.same(
      logins
        .map(({ usename }) => usename)
        .filter((name) => !['mamapu_app', 'mamapu_queue', 'mamapu_sweep'].includes(name)),
      [],
      'nobody else is connected',
    )
    t.ok(logins.length >= 2)

    t.match(await web.end('SIGTERM'), { code: 0 })
    t.match(await worker.end('SIGTERM'), { code: 0 })
  },
)
