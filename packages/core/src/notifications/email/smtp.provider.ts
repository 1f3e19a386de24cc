import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import MailComposer from 'nodemailer/lib/mail-composer'
import { isPublicAddress } from '../../media/index.js'
import type { ChannelProvider, Credentials, Outgoing, SendOutcome } from '../channels/channel.types.js'
import { normalizeEmail } from '../contacts/email.rules.js'
import { composeEmail } from './compose-email.js'
import { talkSmtp } from './talk-smtp.js'

export interface SmtpOptions {
  /** Every address of a host; an error means that it has none. */
  readonly resolve: (host: string) => Promise<readonly { readonly address: string }[]>
  readonly isAllowed: (address: string) => boolean
  readonly ports: readonly number[]
  /** For each answer of the server; three times as long for the whole conversation. */
  readonly timeoutMs: number
}

/** Servers of the public internet, on the ports at which mail is handed in. */
export const PUBLIC_SMTP: SmtpOptions = {
  resolve: (host) => lookup(host, { all: true }),
  isAllowed: isPublicAddress,
  ports: [465, 587, 2525, 25],
  timeoutMs: 8000,
}

/**
 * E-mail by the merchant's own SMTP server. A server knows no keys: what is handed over twice is sent twice, so that a message
 * nobody knows the end of is not tried again. The name is resolved once, every address of it must be allowed, and the
 * connection goes to the address that was checked.
 */
export function smtpProvider(options: SmtpOptions = PUBLIC_SMTP): ChannelProvider {
  return {
    id: 'smtp',
    channel: 'email',
    title: { 'zh-CN': '自己的邮箱（SMTP）', en: 'Your own mailbox (SMTP)' },
    isRepeatable: false,
    asks: [
      field('host', 'SMTP 服务器', 'SMTP server', { max: 120 }),
      field('port', '端口', 'Port', { kind: 'number', max: 5, initial: '465' }),
      field('user', '登录名', 'User', { max: 120 }),
      field('password', '密码或授权码', 'Password', { kind: 'secret', max: 200 }),
      field('from', '发件邮箱', 'Sender address', { max: 120 }),
      field('plain', '允许不加密连接', 'Allow an unencrypted connection', { kind: 'switch', max: 1 }),
    ],
    whyNot({ port, host = '', from = '' }) {
      if (!options.ports.includes(Number(port))) {
        const ports = options.ports.join(' / ')
        return { field: 'port', words: { 'zh-CN': `端口请填 ${ports}`, en: `One of ${ports}` } }
      }
      if (!/^[a-zA-Z0-9.-]{1,120}$/.test(host))
        return { field: 'host', words: { 'zh-CN': '服务器名不对', en: 'Not the name of a server' } }
      if (!normalizeEmail(from))
        return { field: 'from', words: { 'zh-CN': '发件邮箱不对', en: 'Not an e-mail address' } }
      return null
    },
    send: (message, credentials) => sendBySmtp(options, message, credentials),
  }
}

function field(
  name: string,
  zh: string,
  en: string,
  {
    kind = 'text',
    max,
    initial,
  }: { kind?: 'text' | 'number' | 'secret' | 'switch'; max: number; initial?: string },
) {
  const isRequired = kind !== 'switch'
  return { name, title: { 'zh-CN': zh, en }, kind, isRequired, max, ...(initial ? { initial } : {}) }
}

async function sendBySmtp(
  options: SmtpOptions,
  message: Outgoing,
  { host = '', port = '', user = '', password = '', from = '', plain = '' }: Credentials,
): Promise<SendOutcome> {
  const to = normalizeEmail(message.to)
  const sender = normalizeEmail(from)
  if (!to || !sender) return { outcome: 'refused', reason: 'address_malformed' }
  const address = await addressOf(options, host)
  if (address === null) return { outcome: 'later', reason: 'host_unknown' }
  if (!options.isAllowed(address)) return { outcome: 'refused', reason: 'host_not_public' }
  const { subject, text, html } = composeEmail(message)
  const id = `<${message.key}@${sender.split('@')[1]}>`
  const mail = new MailComposer({
    from: { name: message.shopName, address: sender },
    to: { name: '', address: to },
    ...{ subject, text, html, messageId: id, date: message.at, headers: headersOf(message) },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const isEncrypted = plain !== '1'
  return talkSmtp({
    connection: {
      host: address,
      port: Number(port),
      secure: Number(port) === 465,
      requireTLS: isEncrypted,
      name: sender.split('@')[1],
      tls: { servername: isIP(host) ? '' : host, rejectUnauthorized: isEncrypted },
      connectionTimeout: options.timeoutMs,
      greetingTimeout: options.timeoutMs,
      socketTimeout: options.timeoutMs,
    },
    auth: { user, pass: password },
    envelope: { from: sender, to: [to] },
    body: await mail.compile().build(),
    id,
    withinMs: 3 * options.timeoutMs,
  })
}

async function addressOf({ resolve, isAllowed }: SmtpOptions, host: string): Promise<string | null> {
  const found = isIP(host) ? [{ address: host }] : await resolve(host).catch(() => [])
  const closed = found.find(({ address }) => !isAllowed(address))
  return closed?.address ?? found[0]?.address ?? null
}

/** RFC 8058: a mail program ends offers by one POST, without opening anything. */
function headersOf({ unsubscribeUrl }: Outgoing): Record<string, string> {
  const auto = { 'Auto-Submitted': 'auto-generated' }
  if (!unsubscribeUrl) return auto
  return {
    ...auto,
    Precedence: 'bulk',
    'List-Unsubscribe': `<${unsubscribeUrl}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  }
}
