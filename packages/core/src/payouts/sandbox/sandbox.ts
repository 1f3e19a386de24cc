import { createHash, randomBytes } from 'node:crypto'
import { withTenant } from '@mamapu/db'
import { DAY, later, OutsideError, SECOND, type StoreId, toFen } from '@mamapu/kernel'
import { request } from 'undici'
import type { App } from '../../app.js'
import { cashierKeys, signNotification } from '../../payments/index.js'
import {
  acceptTransfer,
  endTransfer,
  findTransferById,
  findTransferByRef,
  type SandboxState,
  type SandboxTransfer,
} from './sandbox.queries.js'

export type { SandboxTransfer } from './sandbox.queries.js'

/** What whoever is paid does on the sandbox's page, and how the shop hears of it. */
export const TRANSFER_MODES = ['take', 'twice', 'slow', 'silent', 'fail', 'expire'] as const
export type TransferMode = (typeof TRANSFER_MODES)[number]

/** Name of the job that delivers a notification until the shop says it has it. */
export const NOTIFY_TRANSFER = 'payouts.sandbox-notify'

const SLOW_MS = 20 * SECOND
const TIMEOUT_MS = 3000

/** As a shop is told of it. */
export interface ToldTransfer {
  readonly state: SandboxState | 'unknown' | 'accepted'
  readonly transferId?: string
  readonly amount?: number
  readonly reason?: string
}

function told(transfer: SandboxTransfer | null, at: Date): ToldTransfer {
  if (!transfer) return { state: 'unknown' }
  const state = transfer.state === 'awaiting' && transfer.expiresAt <= at ? 'expired' : transfer.state
  return {
    state,
    transferId: transfer.id,
    amount: transfer.amountFen,
    ...(state === 'failed' ? { reason: 'ACCOUNT_REFUSED' } : {}),
  }
}

/** Accepts a transfer, once per reference; null for another amount or payee under the same one. */
export async function accept(
  app: App,
  storeId: StoreId,
  ask: { merchantRef: string; amount: number; payee: string; notifyUrl: string; returnUrl: string },
): Promise<ToldTransfer | null> {
  const at = app.clock.now()
  const payeeDigest = createHash('sha256').update(ask.payee).digest('hex')
  const wanted = {
    merchantRef: ask.merchantRef,
    amountFen: toFen(ask.amount),
    payeeDigest,
    notifyUrl: ask.notifyUrl,
    returnUrl: ask.returnUrl,
    expiresAt: later(at, DAY),
  }
  const transfer = await withTenant(app.db, storeId, (tx) => acceptTransfer(tx, wanted, at))
  if (transfer.amountFen !== ask.amount || transfer.payeeDigest !== payeeDigest) return null
  await app.jobs
    .send(NOTIFY_TRANSFER, `${transfer.id}-end`, payloadOf(storeId, transfer), {
      runAt: later(transfer.expiresAt, SECOND),
    })
    .catch(() => {})
  return told(transfer, at)
}

export async function query(app: App, storeId: StoreId, merchantRef: string): Promise<ToldTransfer> {
  const transfer = await withTenant(app.db, storeId, (tx) => findTransferByRef(tx, merchantRef))
  return told(transfer, app.clock.now())
}

export async function find(app: App, storeId: StoreId, id: string): Promise<SandboxTransfer | null> {
  return withTenant(app.db, storeId, (tx) => findTransferById(tx, id))
}

const ENDS: Readonly<Record<TransferMode, Exclude<SandboxState, 'awaiting'>>> = {
  take: 'confirmed',
  twice: 'confirmed',
  slow: 'confirmed',
  silent: 'confirmed',
  fail: 'failed',
  expire: 'expired',
}

/** Somebody presses a button on the sandbox's page; false when the transfer does not wait any more. */
export async function press(app: App, storeId: StoreId, id: string, mode: TransferMode): Promise<boolean> {
  const at = app.clock.now()
  const isEnded = await withTenant(app.db, storeId, (tx) => endTransfer(tx, id, { state: ENDS[mode], at }))
  if (isEnded) await announce(app, storeId, id, mode)
  return isEnded
}

async function announce(app: App, storeId: StoreId, id: string, mode: TransferMode): Promise<void> {
  if (mode === 'silent') return
  const at = app.clock.now()
  const send = (suffix: string, runAt: Date) =>
    app.jobs.send(NOTIFY_TRANSFER, `${id}-${suffix}`, payloadOf(storeId, { id }), { runAt })
  if (mode === 'slow') return send('slow', later(at, SLOW_MS))
  const isDelivered = await notify(app, storeId, id).then(
    () => true,
    () => false,
  )
  if (!isDelivered) await send('retry', later(at, 5 * SECOND))
  if (mode === 'twice') await send('again', later(at, SECOND))
}

/** Delivers the notification of an end once; throws when the shop does not say it has it, so that the job comes again. */
export async function notify(app: App, storeId: StoreId, id: string): Promise<void> {
  const at = app.clock.now()
  const transfer = await find(app, storeId, id)
  const news = told(transfer, at)
  if (!transfer || news.state === 'awaiting') return
  const body = Buffer.from(
    JSON.stringify({ type: 'transfer.ended', merchantRef: transfer.merchantRef, ...news }),
  )
  const url = new URL(transfer.notifyUrl)
  const { privateKey } = cashierKeys(app.secret)
  const reply = await request(`${app.hosts.internal}${url.pathname}`, {
    method: 'POST',
    headers: {
      host: url.host,
      'content-type': 'application/json',
      ...signNotification(privateKey, body, at, randomBytes(12).toString('hex')),
    },
    body,
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
  })
  await reply.body.dump()
  if (reply.statusCode >= 300)
    throw new OutsideError(
      'NOTIFICATION_NOT_TAKEN',
      `the shop answered ${reply.statusCode} to a notification`,
    )
}

const payloadOf = (storeId: StoreId, { id }: { id: string }) => ({ storeId, transferId: id })
