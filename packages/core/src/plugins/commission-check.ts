import {
  COMMISSION_BPS_MAX,
  COMMISSION_BPS_MIN,
  COMMISSION_ROLES,
  type CommissionLine,
} from '@mamapu/plugin-sdk'

type Raw = Readonly<Record<string, unknown>>

const BASIS_MAX = 60
const CUSTOMER = /^cus_[0-9a-f]{32}$/

/** What is wrong with what a rule says of commissions, or null when it may count. Trusts nothing about its shape. */
export function whyBadCommissions(answer: unknown, lines: readonly CommissionLine[]): string | null {
  if (!Array.isArray(answer)) return 'a rule returns a list of commissions, at once'
  const most = lines.length * COMMISSION_ROLES.length
  if (answer.length > most)
    return `${answer.length} commissions; at most two for each of ${lines.length} lines`
  const byLine = new Map(lines.map(({ lineId }) => [lineId, { roles: new Set(), payees: new Set() }]))
  for (const one of answer as readonly unknown[]) {
    if (typeof one !== 'object' || one === null) return 'a commission is an object'
    const { lineId, role, payee, terms, basis } = one as Raw
    const line = byLine.get(String(lineId))
    if (!line) return 'lineId is no line of the order'
    if (!(COMMISSION_ROLES as readonly unknown[]).includes(role))
      return 'role is promoter or inviter: nobody else earns by a sale'
    if (typeof payee !== 'string' || !CUSTOMER.test(payee)) return 'payee is a customer'
    const bad = whyBadTerms(terms)
    if (bad) return bad
    if (typeof basis !== 'string' || basis === '' || basis.length > BASIS_MAX)
      return `basis says why, in at most ${BASIS_MAX} characters`
    if (line.roles.has(role)) return `two ${String(role)}s of one line`
    if (line.payees.has(payee)) return 'one person as promoter and inviter of the same line'
    line.roles.add(role)
    line.payees.add(payee)
  }
  return null
}

function whyBadTerms(terms: unknown): string | null {
  if (typeof terms !== 'object' || terms === null || Object.keys(terms).length !== 1)
    return 'terms are a rate or an amount per unit, not both'
  const { bps, perUnitFen } = terms as Raw
  if (bps === undefined)
    return isBetween(perUnitFen, 1, Number.MAX_SAFE_INTEGER) ? null : 'perUnitFen is whole fen above zero'
  return isBetween(bps, COMMISSION_BPS_MIN, COMMISSION_BPS_MAX)
    ? null
    : `bps is a whole number from ${COMMISSION_BPS_MIN} to ${COMMISSION_BPS_MAX}`
}

function isBetween(value: unknown, min: number, max: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max
}

/** What is wrong with the most that lines may bring, or null. */
export function whyBadCeilings(answer: unknown, lines: readonly CommissionLine[]): string | null {
  if (!Array.isArray(answer) || answer.length > lines.length)
    return 'a ceiling is one amount per line at most'
  const known = new Set(lines.map(({ lineId }) => lineId))
  for (const one of answer as readonly unknown[]) {
    const { lineId, mostFen } = (one ?? {}) as Raw
    if (!known.delete(String(lineId))) return 'lineId is no line, or twice the same'
    if (!isBetween(mostFen, 0, Number.MAX_SAFE_INTEGER)) return 'mostFen is whole fen'
  }
  return null
}
