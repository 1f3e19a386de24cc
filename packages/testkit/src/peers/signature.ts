import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** How far a signed message's clock may be off (seconds), both ways. */
const SKEW_SECONDS = 300

function signatureOf(key: Buffer, timestamp: string, body: Buffer): Buffer {
  return createHmac('sha256', key).update(`${timestamp}\n`).update(body).update('\n').digest()
}

/** The headers of a message to a peer, or from it: HMAC-SHA256 over its second and its body. */
export function signForPeer(key: Buffer, body: Buffer, at: Date): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  return {
    'x-peer-timestamp': timestamp,
    'x-peer-signature': signatureOf(key, timestamp, body).toString('base64'),
  }
}

/** Whether these headers sign this body with this key, not long before or after `at`. */
export function isSignedByPeer(
  key: Buffer,
  { headers, body, at }: { headers: IncomingHttpHeaders; body: Buffer; at: Date },
): boolean {
  const { 'x-peer-timestamp': timestamp, 'x-peer-signature': signature } = headers
  if (typeof timestamp !== 'string' || typeof signature !== 'string' || !/^\d{10}$/.test(timestamp))
    return false
  if (Math.abs(at.getTime() / 1000 - Number(timestamp)) > SKEW_SECONDS) return false
  const given = Buffer.from(signature, 'base64')
  const expected = signatureOf(key, timestamp, body)
  return given.length === expected.length && timingSafeEqual(given, expected)
}
