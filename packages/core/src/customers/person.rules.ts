const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

/** `03-08` as it is kept; null when it is no day of a year. */
export function readBirthday(text: string): number | null {
  const [, month, day] = /^(\d{2})-(\d{2})$/.exec(text) ?? []
  const [m, d] = [Number(month), Number(day)]
  const last = DAYS[m - 1]
  return last !== undefined && d >= 1 && d <= last ? m * 100 + d : null
}

/** A kept birthday as `03-08`. */
export function birthdayText(kept: number | null): string | null {
  if (kept === null) return null
  const two = (part: number) => String(part).padStart(2, '0')
  return `${two(Math.trunc(kept / 100))}-${two(kept % 100)}`
}

/** A tag without the spaces around it; null when nothing or too much is left. */
export function readTag(text: string): string | null {
  const tag = text.normalize('NFC').trim().replace(/\s+/g, ' ')
  return tag.length >= 1 && tag.length <= 30 ? tag : null
}
