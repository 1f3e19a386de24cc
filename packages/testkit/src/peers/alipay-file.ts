import { deflateRawSync } from 'node:zlib'

/**
 * The text in the encoding of Alipay's files, without a table of ours: what the decoder of the platform gives for every pair of bytes,
 * turned round.
 */
export function gb18030(text: string): Buffer {
  codes ??= turnedRound()
  const bytes: number[] = []
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0
    const code = point < 0x80 ? point : codes.get(character)
    if (code === undefined) throw new Error(`no code for ${character}`)
    if (code > 0xff) bytes.push(code >> 8)
    bytes.push(code & 0xff)
  }
  return Buffer.from(bytes)
}

let codes: Map<string, number> | undefined

function turnedRound(): Map<string, number> {
  const decoder = new TextDecoder('gb18030', { fatal: false })
  const found = new Map<string, number>()
  for (let first = 0x81; first <= 0xfe; first += 1)
    for (let second = 0x40; second <= 0xfe; second += 1) {
      const text = decoder.decode(Buffer.of(first, second))
      if (second !== 0x7f && [...text].length === 1 && text !== '\uFFFD' && !found.has(text))
        found.set(text, first * 256 + second)
    }
  return found
}

interface Entry {
  readonly name: Buffer
  readonly bytes: Buffer
  readonly isDeflated: boolean
}

/** A zip as Alipay makes one: no checks in it that the shop does not read. */
export function zipOf(entries: readonly Entry[]): Buffer {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const { name, bytes, isDeflated } of entries) {
    const packed = isDeflated ? deflateRawSync(bytes) : bytes
    const about = Buffer.alloc(26)
    about.writeUInt16LE(20, 0)
    about.writeUInt16LE(isDeflated ? 8 : 0, 4)
    about.writeUInt32LE(packed.length, 14)
    about.writeUInt32LE(bytes.length, 18)
    about.writeUInt16LE(name.length, 22)
    const file = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), about, name, packed])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(at, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), about, rest, name]))
    files.push(file)
    at += file.length
  }
  const table = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(table.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...files, table, end])
}
