import type { PayeeIdentity, PayoutWay } from './withdrawal.types.js'

export type IdentityFault =
  | 'name_malformed'
  | 'number_malformed'
  | 'number_checksum'
  | 'too_young'
  | 'account_malformed'
  | 'bank_missing'

/** Whoever is paid for work may work: sixteen years (Labour Law §15). */
const AGE_MIN = 16

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const
const CHECK_DIGITS = '10X98765432'

const NAME = /^\p{Script=Han}[\p{Script=Han}·•]{0,28}\p{Script=Han}$|^[A-Za-z][A-Za-z .'-]{1,58}$/u

/** As it is compared and kept: full-width digits, spaces and a small x become plain ones. */
export function plainNumber(text: string): string {
  return text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase()
}

/** What is wrong with a resident identity number (GB 11643: birthday and check digit) on this day; null when nothing is. */
export function whyNotIdNumber(number: string, today: string): IdentityFault | null {
  const parts = /^[1-9]\d{5}(\d{4})(\d{2})(\d{2})\d{3}[\dX]$/.exec(number)
  if (!parts) return 'number_malformed'
  const [, year, month, day] = parts.map(Number) as [number, number, number, number]
  const born = new Date(Date.UTC(year, month - 1, day))
  const isDay = born.getUTCMonth() === month - 1 && born.getUTCDate() === day && year >= 1900
  if (!isDay) return 'number_malformed'
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(number[index]), 0)
  if (CHECK_DIGITS[sum % 11] !== number[17]) return 'number_checksum'
  const grown = `${year + AGE_MIN}-${parts[2]}-${parts[3]}`
  return grown <= today ? null : 'too_young'
}

const ACCOUNTS: Readonly<Record<PayoutWay, RegExp>> = {
  // A phone number or an account name, as the apps show them.
  wechat: /^[A-Za-z0-9_-]{5,40}$/,
  alipay: /^(?:1[3-9]\d{9}|[^\s@]{1,60}@[^\s@]{3,60})$/,
  bank: /^\d{10,30}$/,
}

/** What is wrong with who should be paid, by field; empty when nothing is. `today`: the shop's day. */
export function identityFaults(
  { name, idNumber, way, account, bank }: PayeeIdentity,
  today: string,
): Readonly<Partial<Record<'name' | 'idNumber' | 'account' | 'bank', IdentityFault>>> {
  const number = whyNotIdNumber(idNumber, today)
  return {
    ...(NAME.test(name) ? {} : { name: 'name_malformed' as const }),
    ...(number ? { idNumber: number } : {}),
    ...(ACCOUNTS[way].test(account) ? {} : { account: 'account_malformed' as const }),
    ...(way === 'bank' && bank === '' ? { bank: 'bank_missing' as const } : {}),
  }
}

/** `1101**********1234`. */
export const maskNumber = (number: string): string =>
  `${number.slice(0, 4)}${'*'.repeat(10)}${number.slice(-4)}`

/** The last four characters; of a mail address its first and its host. */
export function maskAccount(account: string): string {
  const [user, host] = account.split('@')
  if (host !== undefined) return `${(user ?? '').slice(0, 1)}***@${host}`
  return `****${account.slice(-4)}`
}
