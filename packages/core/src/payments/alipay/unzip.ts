import { inflateRawSync } from 'node:zlib'
import { OutsideError } from '@mamapu/kernel'

export interface ZippedFile {
  readonly name: string
  readonly bytes: Buffer
}

const END = 0x06054b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50
const END_BYTES = 22
const COMMENT_MAX = 65_535
const FILES_MAX = 16

/** The files of a zip by its directory (stored or deflated), together no larger than so many bytes; throws PAYMENT_BILL_UNKNOWN for whatever is none. */
export function unzip(zip: Buffer, bytesMax: number): ZippedFile[] {
  const end = endOf(zip)
  const count = zip.readUInt16LE(end + 10)
  if (count > FILES_MAX) throw noZip('too many files')
  const files: ZippedFile[] = []
  let left = bytesMax
  let at = zip.readUInt32LE(end + 16)
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== ENTRY) throw noZip('a broken directory')
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((place) => zip.readUInt16LE(at + place))
    const bytes = contentOf(zip, at, left)
    left -= bytes.length
    files.push({ name: zip.toString('latin1', at + 46, at + 46 + Number(nameLength)), bytes })
    at += 46 + Number(nameLength) + Number(extraLength) + Number(commentLength)
  }
  return files
}

function endOf(zip: Buffer): number {
  const first = Math.max(0, zip.length - END_BYTES - COMMENT_MAX)
  for (let at = zip.length - END_BYTES; at >= first; at -= 1) if (zip.readUInt32LE(at) === END) return at
  throw noZip('no end')
}

function contentOf(zip: Buffer, entry: number, bytesMax: number): Buffer {
  const method = zip.readUInt16LE(entry + 10)
  const [packed, size, local] = [20, 24, 42].map((place) => zip.readUInt32LE(entry + place)) as [
    number,
    number,
    number,
  ]
  if (size > bytesMax) throw noZip('too large')
  if (local + 30 > zip.length || zip.readUInt32LE(local) !== LOCAL) throw noZip('a broken file')
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
  const bytes = zip.subarray(start, start + packed)
  if (bytes.length !== packed) throw noZip('cut off')
  if (method !== 0 && method !== 8) throw noZip('packed in another way')
  const content = method === 0 ? bytes : inflated(bytes, bytesMax)
  if (content.length !== size) throw noZip('of another size than it says')
  return content
}

function inflated(bytes: Buffer, bytesMax: number): Buffer {
  try {
    return inflateRawSync(bytes, { maxOutputLength: Math.max(1, bytesMax) })
  } catch (cause) {
    throw noZip('broken or too large', cause)
  }
}

const noZip = (why: string, cause?: unknown) =>
  new OutsideError('PAYMENT_BILL_UNKNOWN', `a file that is no zip of theirs: ${why}`, { cause })
