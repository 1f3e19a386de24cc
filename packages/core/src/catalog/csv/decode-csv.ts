import iconv from 'iconv-lite'

export const CSV_BYTES_MAX = 5 * 1024 * 1024

export type DecodeResult =
  | { readonly decoded: true; readonly text: string; readonly encoding: string }
  | { readonly decoded: false; readonly reason: 'CSV_EMPTY' | 'CSV_TOO_LARGE' | 'CSV_ENCODING' }

const no = (reason: 'CSV_EMPTY' | 'CSV_TOO_LARGE' | 'CSV_ENCODING'): DecodeResult => ({
  decoded: false,
  reason,
})

/**
 * The text of a table as spreadsheets save it: UTF-8, UTF-16 or GB18030, told by its mark or by being valid. What is none
 * of them whole is refused, so that no name is ever imported garbled.
 */
export function decodeCsv(bytes: Buffer): DecodeResult {
  if (bytes.length === 0) return no('CSV_EMPTY')
  if (bytes.length > CSV_BYTES_MAX) return no('CSV_TOO_LARGE')
  const encoding = markedEncoding(bytes) ?? (strictly(bytes, 'utf-8') === null ? 'gb18030' : 'utf-8')
  const text = encoding === 'gb18030' ? iconv.decode(bytes, 'gb18030') : strictly(bytes, encoding)
  if (text === null || !isText(text)) return no('CSV_ENCODING')
  return text.trim() === '' ? no('CSV_EMPTY') : { decoded: true, text: text.replace(/^\uFEFF/, ''), encoding }
}

function markedEncoding(bytes: Buffer): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return null
}

/** Null when the bytes are not wholly of that encoding. */
function strictly(bytes: Buffer, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** No replacement characters, no controls but the ends of lines and tabs: what a broken decoding leaves behind. */
function isText(text: string): boolean {
  return !/[\uFFFD\p{Co}\p{Cn}]|(?![\t\r\n])\p{Cc}/u.test(text)
}
