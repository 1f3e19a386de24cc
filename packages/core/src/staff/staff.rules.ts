import { normalizePhone } from '../stores/phone.rules.js'

/** What somebody signs in with, in its one spelling. */
export type Login = { readonly phone: string } | { readonly email: string }

/** The phone or e-mail somebody typed; null when it is neither. */
export function parseLogin(text: string): Login | null {
  if (text.length > 120) return null
  const trimmed = text.normalize('NFKC').trim()
  if (!trimmed.includes('@')) {
    const phone = normalizePhone(trimmed)
    return phone === null ? null : { phone }
  }
  const email = trimmed.toLowerCase()
  const [name = '', domain = '', ...more] = email.split('@')
  const isEmail =
    more.length === 0 &&
    /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}$/.test(name) &&
    domain.split('.').length >= 2 &&
    domain.split('.').every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label))
  return isEmail ? { email } : null
}

export function loginText(login: Login): string {
  return 'phone' in login ? login.phone : login.email
}

export type PasswordObstacle = 'password_too_short' | 'password_too_long' | 'password_too_common'

/** What every list of leaked passwords opens with, and what people here would type first. */
const COMMON = new Set(
  (
    '12345678 123456789 1234567890 11111111 88888888 00000000 66666666 12341234 87654321 password password1 passw0rd ' +
    'qwertyui qwerty123 qwertyuiop 1qaz2wsx 1q2w3e4r asdfghjkl abc12345 abcd1234 a1234567 a12345678 iloveyou 5201314520 ' +
    'woaini1314 woaini520 mamapu123 mamapumamapu administrator admin123 letmein1 sunshine princess football baseball ' +
    'superman trustno1 welcome1 dragon123 monkey123 michelle 1234abcd qazwsxedc 147258369 123123123 112233445566 ' +
    '159357456 zxcvbnm123 changeme test1234 p@ssw0rd'
  ).split(' '),
)

const LENGTH_MIN = 8
const LENGTH_MAX = 128

/** Why this cannot be the password of this login; null when it can. No rule about kinds of characters. */
export function whyNotPassword(password: string, login: Login | null): PasswordObstacle | null {
  const length = [...password].length
  if (length < LENGTH_MIN) return 'password_too_short'
  if (length > LENGTH_MAX) return 'password_too_long'
  const plain = password.toLowerCase()
  const isOwnName = login !== null && (plain === loginText(login) || plain === loginText(login).split('@')[0])
  return isOwnName || COMMON.has(plain) || new Set(plain).size === 1 ? 'password_too_common' : null
}
