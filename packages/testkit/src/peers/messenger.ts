import { randomBytes } from 'node:crypto'
import type { notifications } from '@mamapu/core'
import type { Clock } from '@mamapu/kernel'
import { request } from 'undici'
import { isSignedByPeer, signForPeer } from './signature.js'
import { askPeer, openSignedPeer, type PeerWork, type SignedPeer } from './signed-peer.js'

interface Taken {
  readonly ref: string
  readonly key: string
  readonly to: string
  readonly text: string
  readonly notifyUrl: string
}

type EndMode = { readonly isForged?: true; readonly ref?: string; readonly host?: string }

/** Somebody who carries text messages: `POST /messages { key, to, text, notifyUrl }` takes one, once per key. */
export interface MessengerPeer extends SignedPeer {
  /** What went out, in order: nothing twice. */
  readonly taken: readonly Taken[]
  /** Calls the shop made for it, repeats among them. */
  calls(): number
  /** As a shop talks to it. */
  readonly provider: notifications.ChannelProvider
  /** Tells the shop at `line` what became of a message; gives the status of its answer. */
  end(message: Taken, state: 'delivered' | 'failed', how?: EndMode): Promise<number>
}

export async function openMessenger(
  t: { teardown(work: () => unknown): void },
  {
    clock,
    line,
    id = 'peer',
    isRepeatable = true,
  }: {
    readonly clock: Clock
    /** Where shops answer to their hosts. */
    readonly line: () => string
    readonly id?: string
    readonly isRepeatable?: boolean
  },
): Promise<MessengerPeer> {
  const taken: Taken[] = []
  let calls = 0
  const work: PeerWork = (path, asked) => {
    if (path !== '/messages') return null
    calls += 1
    const known = isRepeatable ? taken.find(({ key }) => key === asked.key) : undefined
    const message = known ?? ({ ...asked, ref: `ref-${taken.length + 1}` } as Taken)
    if (!known) taken.push(message)
    return { status: 200, body: { ref: message.ref } }
  }
  const peer = await openSignedPeer(t, clock, work)
  const provider = messengerProvider(peer, { id, isRepeatable })
  return Object.assign(peer, {
    taken,
    calls: () => calls,
    provider,
    async end(
      { key, ref, notifyUrl }: Taken,
      state: 'delivered' | 'failed',
      { isForged, ref: other = ref, host }: EndMode = {},
    ) {
      const { pathname, host: shop } = new URL(notifyUrl)
      const body = Buffer.from(JSON.stringify({ key, ref: other, state }))
      const signed = signForPeer(isForged ? randomBytes(32) : peer.key, body, clock.now())
      const headers = { host: host ?? shop, 'content-type': 'application/json', ...signed }
      const reply = await request(`${line()}${pathname}`, { method: 'POST', headers, body })
      await reply.body.dump()
      return reply.statusCode
    },
  })
}

/** A messenger as a shop talks to it, in whichever process. */
export function messengerProvider(
  peer: Pick<SignedPeer, 'origin' | 'key'>,
  { id, isRepeatable }: { readonly id: string; readonly isRepeatable: boolean },
): notifications.ChannelProvider {
  return {
    ...{ id, channel: 'sms', title: { 'zh-CN': '测试短信', en: 'Test messenger' }, isRepeatable, asks: [] },
    async send({ key, to, text, shopName, origin, at }) {
      const notifyUrl = `${origin}/callbacks/messages/sms/${id}`
      const payload = { key, to, text: `【${shopName}】${text}`, notifyUrl }
      const said = await askPeer(peer, '/messages', { payload, at }).catch(() => null)
      if (!said) return { outcome: 'unknown', reason: 'no_answer' }
      if (said.status === 200) return { outcome: 'sent', ref: String(said.body.ref) }
      return said.status < 500
        ? { outcome: 'refused', reason: `status_${said.status}` }
        : { outcome: 'later', reason: `status_${said.status}` }
    },
    readNotice(_storeId, { headers, body }, at) {
      if (!isSignedByPeer(peer.key, { headers, body, at })) return null
      const { key, ref, state } = JSON.parse(body.toString('utf8')) as {
        key: string
        ref: string
        state: string
      }
      return { key, ref, state: state === 'delivered' ? 'delivered' : 'failed', reason: 'absent' }
    },
  }
}
