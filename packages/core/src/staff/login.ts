import { normalizePhone } from '../stores/index.js'

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
