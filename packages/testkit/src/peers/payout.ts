import { type Clock, must } from '@mamapu/kernel'
import { type CallbackMode, openSignedPeer, type PeerWork, type SignedPeer } from './signed-peer.js'

export type TransferState = 'accepted' | 'paid' | 'failed' | 'returned'

interface Transfer {
  readonly key: string
  readonly transferId: string
  readonly payee: string
  readonly amountFen: number
  readonly callbackUrl: string
  state: TransferState
}

/**
 * Pays people out: `POST /transfers { key, payee, amountFen, callbackUrl }` accepts a transfer, once per key (another amount or
 * payee under the same key is refused); `POST /transfers/query { key }` answers its state. Money moves when it is settled.
 */
export interface PayoutPeer extends SignedPeer {
  readonly transfers: ReadonlyMap<string, Transfer>
  /** What has left the account for good: paid and not returned. */
  paidFen(): number
  /** The bank has decided; the shop is told, as `how` says. Gives the statuses of its answers. */
  settle(
    key: string,
    state: Exclude<TransferState, 'accepted'>,
    how?: CallbackMode,
  ): Promise<readonly number[]>
}

/** What may follow what: money that was paid may still be returned by the payee's bank. */
const NEXT: Readonly<Record<TransferState, readonly TransferState[]>> = {
  accepted: ['paid', 'failed'],
  paid: ['returned'],
  failed: [],
  returned: [],
}

export async function openPayout(
  t: { teardown(work: () => unknown): void },
  clock: Clock,
): Promise<PayoutPeer> {
  const transfers = new Map<string, Transfer>()
  const answerOf = ({ transferId, state, amountFen }: Transfer) => ({
    status: 200,
    body: { transferId, state, amountFen },
  })
  const accept: PeerWork = (_path, { key, payee, amountFen, callbackUrl }) => {
    const isWhole =
      typeof key === 'string' &&
      typeof payee === 'string' &&
      typeof callbackUrl === 'string' &&
      Number.isSafeInteger(amountFen) &&
      (amountFen as number) > 0
    if (!isWhole) return { status: 422, body: { code: 'INVALID' } }
    const known = transfers.get(key)
    if (known && (known.amountFen !== amountFen || known.payee !== payee))
      return { status: 409, body: { code: 'KEY_REUSED' } }
    if (known) return answerOf(known)
    const transferId = `TR${String(transfers.size + 1).padStart(10, '0')}`
    const transfer: Transfer = {
      key,
      transferId,
      payee,
      amountFen: amountFen as number,
      callbackUrl,
      state: 'accepted',
    }
    transfers.set(key, transfer)
    return answerOf(transfer)
  }
  const work: PeerWork = (path, asked) => {
    if (path === '/transfers') return accept(path, asked)
    if (path !== '/transfers/query') return null
    const transfer = transfers.get(String(asked.key))
    return transfer ? answerOf(transfer) : { status: 404, body: { code: 'UNKNOWN_TRANSFER' } }
  }
  const peer = await openSignedPeer(t, clock, work)
  return Object.assign(peer, {
    transfers,
    paidFen: () =>
      [...transfers.values()].reduce(
        (sum, { state, amountFen }) => sum + (state === 'paid' ? amountFen : 0),
        0,
      ),
    async settle(key: string, state: Exclude<TransferState, 'accepted'>, how?: CallbackMode) {
      const transfer = must(transfers.get(key), 'a transfer')
      if (!NEXT[transfer.state].includes(state))
        throw new Error(`a transfer that is ${transfer.state} is not ${state}`)
      transfer.state = state
      const { transferId, amountFen, callbackUrl } = transfer
      return peer.callBack(callbackUrl, { key, transferId, state, amountFen }, how)
    },
  })
}
