import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { type Clock, must } from '@mamapu/kernel'
import { request } from 'undici'
import { openPeerServer } from './peer-server.js'
import { isSignedByPeer, signForPeer } from './signature.js'

/**
 * What a peer does with the calls that come: works; refuses; drops the line unheard; does the work and drops the line before
 * the answer; does it and keeps the answer to itself; never answers, until it does something else; answers a second time unasked;
 * fails so many times with 500.
 */
export type PeerMode =
  | 'works'
  | 'refuses'
  | 'drops'
  | 'loses answer'
  | 'keeps answer'
  | 'hangs'
  | 'answers twice'
  | { readonly fails: number }

/** How a callback goes out: once; twice; signed with another key; held back until `release`. */
export type CallbackMode = 'once' | 'twice' | 'forged' | 'held'

export type PeerAnswer = { readonly status: number; readonly body: Readonly<Record<string, unknown>> }
/** What the peer does for a signed call; null where there is no such call. */
export type PeerWork = (path: string, asked: Readonly<Record<string, unknown>>) => PeerAnswer | null

export interface SignedPeer {
  readonly origin: string
  /** What both sides sign with. */
  readonly key: Buffer
  /** How many calls were refused because nobody signed them, or too long ago. */
  readonly unsigned: number
  mode: PeerMode
  /** Tells the shop something; gives the status of each delivery, none while it is held. */
  callBack(url: string, payload: object, how?: CallbackMode): Promise<readonly number[]>
  /** Delivers what is held, in the order told or the other way round; gives the statuses. */
  release(order?: 'as told' | 'reversed'): Promise<readonly number[]>
}

/** Opens a web service on 127.0.0.1 that hears signed calls alone, signs its callbacks, and fails as it is told to. */
export async function openSignedPeer(
  t: { teardown(work: () => unknown): void },
  clock: Clock,
  work: PeerWork,
): Promise<SignedPeer> {
  const key = randomBytes(32)
  const hung = new Set<Socket>()
  const held: { url: string; payload: object }[] = []
  let mode: PeerMode = 'works'
  let unsigned = 0

  const answer = (incoming: IncomingMessage, reply: ServerResponse, body: Buffer) => {
    if (mode === 'drops') return void incoming.socket.destroy()
    if (mode === 'hangs') return void hung.add(incoming.socket)
    if (typeof mode === 'object') {
      const fails = mode.fails - 1
      mode = fails > 0 ? { fails } : 'works'
      return say(reply, { status: 500, body: { code: 'OUT_OF_ORDER' } })
    }
    if (!isSignedByPeer(key, { headers: incoming.headers, body, at: clock.now() })) {
      unsigned += 1
      return say(reply, { status: 401, body: { code: 'SIGNATURE_REFUSED' } })
    }
    if (mode === 'refuses') return say(reply, { status: 409, body: { code: 'REFUSED' } })
    const asked = readJson(body)
    const done = asked && work(incoming.url ?? '/', asked)
    if (mode === 'loses answer') return void incoming.socket.destroy()
    if (mode === 'keeps answer') return void hung.add(incoming.socket)
    const isTwice = mode === 'answers twice'
    const { socket } = incoming
    const text = say(reply, done ?? { status: 404, body: { code: 'UNKNOWN_CALL' } })
    if (isTwice) socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
  }
  const { origin } = await openPeerServer(t, answer)
  const deliver = async (url: string, payload: object, signer = key) => {
    const body = Buffer.from(JSON.stringify(payload))
    const headers = { 'content-type': 'application/json', ...signForPeer(signer, body, clock.now()) }
    const reply = await request(url, { method: 'POST', headers, body })
    await reply.body.dump()
    return reply.statusCode
  }
  return {
    origin,
    key,
    get unsigned() {
      return unsigned
    },
    get mode() {
      return mode
    },
    set mode(next) {
      mode = next
      for (const socket of hung) socket.destroy()
      hung.clear()
    },
    async callBack(url, payload, how = 'once') {
      if (how === 'held') {
        held.push({ url, payload })
        return []
      }
      const signer = how === 'forged' ? randomBytes(32) : key
      const first = await deliver(url, payload, signer)
      return how === 'twice' ? [first, await deliver(url, payload)] : [first]
    },
    async release(order = 'as told') {
      const all = held.splice(0)
      if (order === 'reversed') all.reverse()
      const statuses: number[] = []
      for (const { url, payload } of all) statuses.push(await deliver(url, payload))
      return statuses
    },
  }
}

function say(reply: ServerResponse, { status, body }: PeerAnswer): string {
  const text = JSON.stringify(body)
  reply.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  reply.end(text)
  return text
}

function readJson(body: Buffer): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

/** Calls a peer as a provider of the shop does: signed with the common key. */
export async function askPeer(
  { origin, key }: Pick<SignedPeer, 'origin' | 'key'>,
  path: string,
  { payload, at, timeoutMs = 3000 }: { payload: object; at: Date; timeoutMs?: number },
): Promise<PeerAnswer> {
  const body = Buffer.from(JSON.stringify(payload))
  const reply = await request(`${origin}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...signForPeer(key, body, at) },
    body,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  })
  const said = readJson(Buffer.from(await reply.body.arrayBuffer()))
  return { status: reply.statusCode, body: must(said, 'a peer answers JSON') }
}
