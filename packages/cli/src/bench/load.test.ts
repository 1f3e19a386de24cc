import { createServer, type Server, type Socket } from 'node:net'
import t from 'tap'
import { expect, median, runLoad } from './load.js'
import { askOnce, bytesOf, cookieOf, Wire } from './wire.js'

/** A server that answers each request with the next of these replies, cut into the given pieces. */
async function serve(
  t: { teardown(work: () => void): void },
  replies: readonly string[][],
): Promise<{ port: number; asked: string[] }> {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  let turn = 0
  const server: Server = createServer((socket) => {
    sockets.add(socket.setNoDelay(true))
    socket.on('data', (data) => {
      asked.push(data.toString())
      const pieces = replies[turn % replies.length] as string[]
      turn += 1
      const send = (index: number) => {
        const piece = pieces[index]
        if (piece !== undefined) socket.write(piece, () => setImmediate(() => send(index + 1)))
      }
      send(0)
    })
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { port: (server.address() as { port: number }).port, asked }
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nSet-Cookie: a=b; Path=/\r\n\r\n'
const load = (port: number) => ({
  port,
  clients: 2,
  work: () => async (wire: Wire) => {
    const reply = await wire.ask(bytesOf({ host: 'shop.localhost', path: '/' }))
    expect(reply.status === 200, 'the page', reply)
  },
})

t.test('a reply is whole however it is cut, and the next one begins after it', async (t) => {
  const { port, asked } = await serve(t, [[`${OK}hello`], ['HTTP/1.1 2', `${OK.slice(10)}he`, 'll', 'o']])
  const wire = await Wire.open(port)
  t.teardown(() => wire.close())
  for (let turn = 0; turn < 4; turn += 1) {
    const reply = await wire.ask(
      bytesOf({ host: 'shop.localhost:1', path: '/p', method: 'POST', body: '奶' }),
    )
    t.equal(reply.status, 200)
    t.equal(reply.body.toString(), 'hello')
    t.equal(cookieOf(reply), 'a=b')
  }
  t.equal(asked[0], 'POST /p HTTP/1.1\r\nhost: shop.localhost:1\r\ncontent-length: 3\r\n\r\n奶')
})

t.test('a wrong reply ends the run, and so does one that cannot be read', async (t) => {
  const wrong = await serve(t, [[`${OK}hello`], ['HTTP/1.1 503 Away\r\ncontent-length: 0\r\n\r\n']])
  await t.rejects(runLoad(load(wrong.port), 5000), {
    code: 'BENCH_REPLY',
    message: /the page: HTTP\/1.1 503/,
  })
  const endless = await serve(t, [['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n']])
  await t.rejects(askOnce(endless.port, { host: 'shop.localhost', path: '/' }), { message: /without length/ })
})

t.test('a run is over in time or after so many replies', async (t) => {
  const { port } = await serve(t, [[`${OK}hello`]])
  const counted = await runLoad(load(port), 5000, 20)
  t.ok(counted.count >= 20 && counted.count <= 22, String(counted.count))
  const timed = await runLoad(load(port), 50)
  t.ok(timed.count > 0 && timed.perSecond > 0 && timed.p50 <= timed.p99)
  t.equal(median([9, 1, 5]), 5)
  t.equal(median([4, 1, 3, 2]), 2.5)
})
