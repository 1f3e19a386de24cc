import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { openDatabase } from '@mamapu/db'
import { createTestDatabase, createTestStore } from '@mamapu/testkit'
import t from 'tap'
import { testServer, Visitor } from './test-app.js'

const at = new Date('2026-03-01T02:00:00Z')
const api = '/api/store/v1'

interface Line {
  readonly port: number
  /** `up` passes on, `cut` refuses and drops, `dead` takes connections and says nothing. */
  set(state: 'up' | 'cut' | 'dead'): Promise<void>
}

/** A line to the database that can be cut and laid again. */
async function lineTo(t: { teardown(work: () => unknown): void }, target: URL): Promise<Line> {
  const open = new Set<Socket>()
  let state: 'up' | 'cut' | 'dead' = 'up'
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => {}).on('close', () => open.delete(socket))
    if (state === 'cut') return void socket.destroy()
    if (state === 'dead') return
    const other = connect(Number(target.port), target.hostname)
    open.add(other)
    other.on('error', () => socket.destroy()).on('close', () => open.delete(other))
    socket.on('close', () => other.destroy())
    socket.pipe(other).pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  return {
    port: (server.address() as AddressInfo).port,
    async set(next) {
      state = next
      for (const socket of open) socket.destroy()
    },
  }
}

t.test(
  'with the database away every answer is a clear 503 within two seconds; it recovers by itself',
  async (t) => {
    const { db, urls } = await createTestDatabase(t)
    const store = await createTestStore(db, at)
    const line = await lineTo(t, new URL(urls.app))
    const over = (url: string): string => {
      const changed = new URL(url)
      changed.hostname = '127.0.0.1'
      changed.port = String(line.port)
      return changed.toString()
    }
    const far = openDatabase({ urls: { app: over(urls.app), sweep: over(urls.sweep) }, max: 4, name: 'far' })
    t.teardown(() => far.close())
    const { server } = await testServer(t, far)
    const visitor = new Visitor(server, `${store.slug}.localhost:3000`)
    t.equal((await visitor.post(`${api}/session`, {})).statusCode, 200)

    for (const state of ['cut', 'dead'] as const) {
      await line.set(state)
      const start = performance.now()
      const replies = await Promise.all([
        visitor.get(`${api}/session`),
        visitor.post(`${api}/login/code`, { phone: '13800001234' }),
        new Visitor(server, 'unknown.localhost').get('/'),
        visitor.get('/readyz'),
      ])
      t.same(
        replies.map((reply) => reply.statusCode),
        [503, 503, 503, 503],
        state,
      )
      t.match(replies[0]?.json(), { code: 'UNAVAILABLE' })
      t.equal(replies[0]?.headers['retry-after'], '1')
      t.ok(performance.now() - start < 2000, `${Math.round(performance.now() - start)} ms when ${state}`)
      t.equal((await visitor.get('/healthz')).statusCode, 200, 'the process itself is well')
      await line.set('up')
      const back = performance.now()
      let status = 0
      while (status !== 200 && performance.now() - back < 5000)
        status = (await visitor.get(`${api}/session`)).statusCode
      t.equal(status, 200, 'by itself')
    }
  },
)
