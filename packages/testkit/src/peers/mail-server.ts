import type { AddressInfo, Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'

interface Mail {
  readonly from: string
  readonly to: readonly string[]
  readonly raw: string
}

/**
 * What the server does with the next messages: takes them; says later, or no; takes them and drops the line before it says so, or never
 * says so; drops the line at once.
 */
type MailMode = 'takes' | 'later' | 'refuses' | 'loses answer' | 'keeps answer' | 'drops'

export interface MailBox {
  readonly port: number
  readonly user: string
  readonly password: string
  /** What was handed in, in order. */
  readonly mails: readonly Mail[]
  mode: MailMode
}

/** A mail server on 127.0.0.1, without encryption, that asks for a password. */
export async function openMailServer(t: { teardown(work: () => unknown): void }): Promise<MailBox> {
  const mails: Mail[] = []
  const sockets = new Set<Socket>()
  const box = { port: 0, user: 'shop', password: 'let-me-send', mails, mode: 'takes' as MailMode }
  const server = new SMTPServer({
    authOptional: false,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    logger: false,
    onConnect: (_session, done) => done(box.mode === 'drops' ? new Error('gone') : null),
    onAuth: ({ username, password }, _session, done) =>
      username === box.user && password === box.password
        ? done(null, { user: username })
        : done(new Error('who is this')),
    onData(stream, session, done) {
      void buffer(stream).then((bytes) => {
        if (box.mode === 'later' || box.mode === 'refuses') {
          const responseCode = box.mode === 'later' ? 451 : 550
          return done(Object.assign(new Error('not now'), { responseCode }))
        }
        const { mailFrom, rcptTo } = session.envelope
        mails.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          raw: bytes.toString('utf8'),
        })
        if (box.mode === 'keeps answer') return
        if (box.mode !== 'loses answer') return done()
        for (const socket of sockets) socket.destroy()
      })
    },
  })
  server.on('error', () => {})
  server.server.on('connection', (socket) => void sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  box.port = (server.server.address() as AddressInfo).port
  t.teardown(() => new Promise<void>((resolve) => server.close(() => resolve())))
  return box
}
