import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { SendOutcome } from '../channels/channel.types.js'

export interface SmtpTalk {
  readonly connection: ConstructorParameters<typeof SMTPConnection>[0]
  readonly auth: { readonly user: string; readonly pass: string }
  readonly envelope: { readonly from: string; readonly to: string[] }
  readonly body: Buffer
  /** As the message's own header names it. */
  readonly id: string
  /** Milliseconds for all of it: a server that says a little now and then is not waited for any longer. */
  readonly withinMs: number
}

/**
 * One conversation with a mail server. A reply of the server is its word (RFC 5321 §4.2.1: 4xx later, 5xx no); a line that breaks
 * before the message is handed over leaves nothing behind; one that breaks later, or takes too long, leaves it open.
 */
export function talkSmtp({
  connection: options,
  auth,
  envelope,
  body,
  id,
  withinMs,
}: SmtpTalk): Promise<SendOutcome> {
  const connection = new SMTPConnection(options)
  return new Promise<SendOutcome>((resolve) => {
    let isUnderWay = false
    const late = setTimeout(() => end(new Error('too long')), withinMs)
    const end = (error: unknown) => {
      clearTimeout(late)
      // What is said first holds: closing says that the line is gone.
      resolve(error ? outcomeOf(error, isUnderWay) : { outcome: 'sent', ref: id })
      connection.close()
    }
    connection.on('error', end)
    connection.on('end', () => end(new Error('the line broke')))
    connection.connect((error) => {
      if (error) return end(error)
      connection.login({ ...auth }, (refused) => {
        if (refused) return end(refused)
        isUnderWay = true
        connection.send({ ...envelope }, body, end)
      })
    })
  })
}

function outcomeOf(error: unknown, isUnderWay: boolean): SendOutcome {
  const { code, responseCode } = error as { code?: string; responseCode?: number }
  if (responseCode !== undefined && responseCode >= 400) {
    const reason = code === 'EAUTH' ? 'sign_in_refused' : `smtp_${responseCode}`
    return { outcome: responseCode >= 500 ? 'refused' : 'later', reason }
  }
  if (code === 'EAUTH') return { outcome: 'refused', reason: 'sign_in_refused' }
  return isUnderWay
    ? { outcome: 'unknown', reason: 'line_broke' }
    : { outcome: 'later', reason: 'no_connection' }
}
