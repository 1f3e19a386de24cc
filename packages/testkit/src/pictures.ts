import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import { type App, media } from '@mamapu/core'
import type { StoreId } from '@mamapu/kernel'

const WIDTH = 300
const HEIGHT = 400

/** A picture of one shade kept for a shop as an upload of its staff would be; the same shade is the same picture. */
export async function addTestPicture(app: App, storeId: StoreId, shade = 200): Promise<media.Media> {
  const path = join(tmpdir(), `mamapu-picture-${randomUUID()}.png`)
  await writeFile(path, plainPng(shade))
  try {
    const at = app.clock.now()
    const result = await media.storePicture(app, storeId, { path, declaredType: 'image/png', at })
    if (!result.stored) throw new Error(result.reason)
    return result.media
  } finally {
    await rm(path, { force: true })
  }
}

/** An 8-bit grey PNG of one shade. */
function plainPng(shade: number): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(WIDTH, 0)
  head.writeUInt32BE(HEIGHT, 4)
  head.writeUInt8(8, 8)
  const row = Buffer.alloc(WIDTH + 1, shade)
  row.writeUInt8(0, 0)
  const rows = Buffer.concat(Array.from({ length: HEIGHT }, () => row))
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
