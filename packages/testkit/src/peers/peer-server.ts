import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { request } from 'undici'
import type { CallbackMode } from './signed-peer.js'

export interface PeerServer {
  readonly origin: string
}

const BODY_MAX = 65_536

/** A web service of a test's own on 127.0.0.1: whole, bounded bodies; gone with the test, whoever still waits. */
export async function openPeerServer(
  t: { teardown(work: () => unknown): void },
  answer: (incoming: IncomingMessage, reply: ServerResponse, body: Buffer) => void,
): Promise<PeerServer> {
  const server = createServer((incoming, reply) => {
    const parts: Buffer[] = []
    let size = 0
    incoming.on('data', (part: Buffer) => {
      size += part.length
      if (size > BODY_MAX) incoming.socket.destroy()
      else parts.push(part)
    })
    incoming.on('end', () => answer(incoming, reply, Buffer.concat(parts)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

export interface Letter {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Brings letters to shops: at the socket given, under the name of the address. Tells what was answered: status and text. */
export function postman(shop?: () => string) {
  const held: Letter[] = []
  async function deliver({ url, headers, body }: Letter): Promise<string> {
    const { pathname, search, host, origin } = new URL(url)
    const reply = await request(`${shop?.() ?? origin}${pathname}${search}`, {
      method: 'POST',
      headers: { host, ...headers },
      body,
    })
    const text = await reply.body.text()
    return reply.statusCode < 300 ? `${reply.statusCode} ${text}`.trim() : String(reply.statusCode)
  }
  return {
    async send(letter: Letter, how: CallbackMode | 'never'): Promise<readonly string[]> {
      if (how === 'never') return []
      if (how === 'held') {
        held.push(letter)
        return []
      }
      const first = await deliver(letter)
      return how === 'twice' ? [first, await deliver(letter)] : [first]
    },
    async release(order: 'as told' | 'reversed' = 'as told'): Promise<readonly string[]> {
      const all = held.splice(0)
      if (order === 'reversed') all.reverse()
      const said: string[] = []
      for (const letter of all) said.push(await deliver(letter))
      return said
    },
  }
}
