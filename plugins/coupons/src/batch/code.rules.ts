/** No letters that are read as digits or as each other. */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const LENGTH = 12

/** A code that nobody can guess, from random bytes: 32 letters are five bits of each, so none is likelier. */
export function codeFrom(bytes: Uint8Array): string {
  let code = ''
  for (let index = 0; index < LENGTH; index += 1) code += LETTERS.charAt((bytes[index] ?? 0) & 31)
  return code
}

export const CODE_BYTES = LENGTH

/** As people read it aloud: ABCD-EFGH-JKLM. */
export function shownCode(code: string): string {
  return code.match(/.{1,4}/g)?.join('-') ?? code
}
