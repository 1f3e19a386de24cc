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

/** Why this cannot be the password of somebody with this login; null when it can. No rule about kinds of characters. */
export function whyNotPassword(password: string, login: string | null): PasswordObstacle | null {
  const length = [...password].length
  if (length < LENGTH_MIN) return 'password_too_short'
  if (length > LENGTH_MAX) return 'password_too_long'
  const plain = password.toLowerCase()
  const isOwnName = login !== null && (plain === login || plain === login.split('@')[0])
  return isOwnName || COMMON.has(plain) || new Set(plain).size === 1 ? 'password_too_common' : null
}
