import { createHash } from 'node:crypto'
import { withTenant } from '@mamapu/db'
import { later, SECOND, type StoreId } from '@mamapu/kernel'
import type { App } from '../../app.js'
import { tellShop } from '../../payments/index.js'
import { endMessage, takeMessage } from './sandbox.queries.js'

/** Name of the job that tells the shop what became of a message, until the shop says it has it. */
export const NOTIFY_MESSAGE = 'messages.sandbox-notify'

/** How long a message is on its way here. */
const WAY_MS = 2 * SECOND

/** What the sandbox does with a message is read off whom it is for; everybody else gets it, and the shop hears so once. */
export const SANDBOX_ENDS = {
  refuse: { phone: '0000', mailbox: 'refuse' },
  fail: { phone: '0001', mailbox: 'fail' },
  twice: { phone: '0002', mailbox: 'twice' },
  silent: { phone: '0003', mailbox: 'silent' },
} as const

type Mode = keyof typeof SANDBOX_ENDS

function modeOf(to: string): Mode | null {
  const [local = ''] = to.split('@')
  for (const [mode, { phone, mailbox }] of Object.entries(SANDBOX_ENDS))
    if (to.endsWith(phone) || (to.includes('@') && local === mailbox)) return mode as Mode
  return null
}

export interface SandboxAsk {
  readonly channel: string
  readonly key: string
  readonly to: string
  readonly text: string
  readonly notifyUrl: string
}

/** Takes a message, once per key; null for another one under the same key. */
export async function take(
  app: App,
  storeId: StoreId,
  { channel, key, to, text, notifyUrl }: SandboxAsk,
): Promise<{ readonly state: 'taken'; readonly id: string } | { readonly state: 'refused' } | null> {
  const at = app.clock.now()
  const mode = modeOf(to)
  if (mode === 'refuse') return { state: 'refused' }
  const digest = createHash('sha256').update(`${to}\n${text}`).digest('hex')
  const wanted = {
    ...{ channel, key, digest, notifyUrl },
    isTwice: mode === 'twice',
    isSilent: mode === 'silent',
  }
  const message = await withTenant(app.db, storeId, (tx) => takeMessage(tx, wanted, at))
  if (message.digest !== digest) return null
  const payload = { storeId, sandboxId: message.id, end: mode === 'fail' ? 'failed' : 'delivered' }
  if (mode !== 'silent')
    await app.jobs
      .send(NOTIFY_MESSAGE, `${message.id}-end`, payload, { runAt: later(at, WAY_MS) })
      .catch(() => {})
  return { state: 'taken', id: message.id }
}

/** Ends a message and tells the shop; throws when the shop does not say that it has it, so that the job comes again. */
export async function tellEnd(
  app: App,
  storeId: StoreId,
  { id, end }: { readonly id: string; readonly end: 'delivered' | 'failed' },
): Promise<void> {
  const message = await withTenant(app.db, storeId, (tx) => endMessage(tx, id, end))
  if (!message || message.state === 'taken') return
  const { channel, key, state, notifyUrl, isTwice } = message
  const why = channel === 'sms' ? 'number_absent' : 'undelivered'
  const news = { type: 'message.ended', key, id, state, reason: state === 'failed' ? why : '' }
  await tellShop(app, notifyUrl, news)
  if (isTwice) await tellShop(app, notifyUrl, news)
}
