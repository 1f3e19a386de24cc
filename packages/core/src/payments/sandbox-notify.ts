import { randomBytes } from 'node:crypto'
import { later, OutsideError, SECOND } from '@mamapu/kernel'
import { request } from 'undici'
import type { App } from '../app.js'
import { cashierKeys, signNotification } from './signature.js'

const SLOW_MS = 20 * SECOND
const TIMEOUT_MS = 3000

/** Tells a shop once, signed as the sandbox; throws when it does not say that it has it, so that a job comes again. */
export async function tellShop(app: App, notifyUrl: string, news: object): Promise<void> {
  const body = Buffer.from(JSON.stringify(news))
  const url = new URL(notifyUrl)
  const { privateKey } = cashierKeys(app.secret)
  const reply = await request(`${app.hosts.internal}${url.pathname}`, {
    method: 'POST',
    headers: {
      host: url.host,
      'content-type': 'application/json',
      ...signNotification(privateKey, body, app.clock.now(), randomBytes(12).toString('hex')),
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

/**
 * How the shop hears of what somebody did at the sandbox: never (`silent`), late (`slow`), `twice`, or at once; what does not reach it
 * is told again by a job.
 */
export async function announceAs(
  mode: string,
  {
    at,
    tell,
    send,
  }: {
    readonly at: Date
    readonly tell: () => Promise<void>
    readonly send: (suffix: string, runAt: Date) => Promise<void>
  },
): Promise<void> {
  if (mode === 'silent') return
  if (mode === 'slow') return send('slow', later(at, SLOW_MS))
  const isDelivered = await tell().then(
    () => true,
    () => false,
  )
  if (!isDelivered) await send('retry', later(at, 5 * SECOND))
  if (mode === 'twice') await send('again', later(at, SECOND))
}
