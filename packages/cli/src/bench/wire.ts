import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { OutsideError } from '@mamapu/kernel'

export interface Reply {
  readonly status: number
  /** Status line and headers as they came. */
  readonly head: string
  readonly body: Buffer
}

export interface Ask {
  readonly host: string
  readonly path: string
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

const HEAD_END = Buffer.from('\r\n\r\n')
const PATIENCE_MS = 10_000

/** The bytes of a request; what is asked often is made once. */
export function bytesOf({ host, path, method = 'GET', headers = {}, body }: Ask): Buffer {
  const length = body === undefined ? '' : `content-length: ${Buffer.byteLength(body)}\r\n`
  const more = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(
    `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\n${more.join('')}${length}\r\n${body ?? ''}`,
  )
}

/**
 * One kept-alive connection to 127.0.0.1, one request at a time. As little work per request as can be: the generator
 * shares the machine with what it measures, and whatever it costs makes ours and the limit look alike.
 */
export class Wire {
  readonly #socket: Socket
  #parts: Buffer[] = []
  #size = 0
  #waiting: { resolve: (reply: Reply) => void; reject: (error: Error) => void } | null = null
  #head: {
    readonly text: string
    readonly status: number
    readonly start: number
    readonly end: number
  } | null = null

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error('no answer')))
    socket.on('data', (part: Buffer) => this.#receive(part))
    socket.on('error', (error) => this.#fail(error))
    socket.on('close', () => this.#fail(new Error('the connection was closed')))
  }

  static async open(port: number): Promise<Wire> {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    return new Wire(socket)
  }

  ask(bytes: Buffer): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#socket.write(bytes)
    })
  }

  close(): void {
    this.#waiting = null
    this.#socket.destroy()
  }

  #receive(part: Buffer): void {
    this.#parts.push(part)
    this.#size += part.length
    this.#head ??= this.#readHead()
    if (!this.#head || this.#size < this.#head.end) return
    const { text, status, start, end } = this.#head
    const whole = this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts)
    this.#parts = []
    this.#size = 0
    this.#head = null
    const waiting = this.#waiting
    this.#waiting = null
    waiting?.resolve({ status, head: text, body: whole.subarray(start, end) })
  }

  #readHead() {
    const whole = this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts)
    this.#parts = [whole]
    const at = whole.indexOf(HEAD_END)
    if (at < 0) return null
    const text = whole.toString('latin1', 0, at)
    const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1]
    const status = Number(text.slice(9, 12))
    if (length === undefined && status !== 204 && status !== 304) {
      this.#fail(new Error(`a reply without length: ${text.slice(0, 200)}`))
      return null
    }
    const start = at + HEAD_END.length
    return { text, status, start, end: start + Number(length ?? 0) }
  }

  #fail(error: Error): void {
    const waiting = this.#waiting
    this.#waiting = null
    waiting?.reject(new OutsideError('BENCH_REPLY', error.message))
  }
}

/** One request on a connection of its own. */
export async function askOnce(port: number, ask: Ask): Promise<Reply> {
  const wire = await Wire.open(port)
  try {
    return await wire.ask(bytesOf(ask))
  } finally {
    wire.close()
  }
}

/** The cookie a reply sets, as the browser sends it back; null when it sets none. */
export function cookieOf({ head }: Reply): string | null {
  return /\r\nset-cookie: ([^;\r]+)/i.exec(head)?.[1] ?? null
}
