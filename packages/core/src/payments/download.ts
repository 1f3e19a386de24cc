import { OutsideError } from '@mamapu/kernel'
import { request } from 'undici'

const TIMEOUT_MS = 20_000

/** A provider's file, no larger than so many bytes; the caller has looked whose address it is. Follows nowhere else. */
export async function downloadBounded(url: URL, bytesMax: number): Promise<Buffer> {
  const down = (message: string, cause?: unknown) =>
    new OutsideError('PAYMENT_PROVIDER_DOWN', message, { cause })
  const parts: Buffer[] = []
  let size = 0
  try {
    const reply = await request(url, { headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS })
    for await (const part of reply.body as AsyncIterable<Buffer>) {
      size += part.length
      if (size > bytesMax) throw new Error('larger than any of theirs')
      parts.push(part)
    }
    if (reply.statusCode !== 200) throw new Error(`answered with ${reply.statusCode}`)
    return Buffer.concat(parts)
  } catch (error) {
    throw down('a file of a provider could not be fetched', error)
  }
}
