import { request as httpRequest, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'

export interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly text: string
}

interface Ask {
  readonly json?: unknown
  readonly form?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly host?: string
}

/** For tests: a browser of one person. Connects to 127.0.0.1 and says a host, as names like mili.localhost need it. */
export class Person {
  readonly host: string
  readonly cookies = new Map<string, string>()
  csrf: string | null = null
  readonly #port: number

  constructor(port: number, host: string) {
    this.#port = port
    this.host = host
  }

  get = (path: string, ask?: Ask) => this.ask('GET', path, ask)
  post = (path: string, json: unknown = {}, ask?: Ask) => this.ask('POST', path, { json, ...ask })

  async ask(method: string, path: string, { json, form, headers = {}, host }: Ask = {}): Promise<Answer> {
    const body = form ? new URLSearchParams(form).toString() : json === undefined ? '' : JSON.stringify(json)
    const type = form ? 'application/x-www-form-urlencoded' : 'application/json'
    const at = host ?? this.host
    const answer = await send(
      this.#port,
      { method, path, body },
      {
        host: at,
        ...(method === 'GET' ? {} : { origin: `http://${at}`, 'content-type': type }),
        ...(this.csrf && method !== 'GET' ? { 'x-csrf-token': this.csrf } : {}),
        ...(this.cookies.size > 0 ? { cookie: this.cookieLine() } : {}),
        ...headers,
      },
    )
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [pair = ''] = line.split(';')
      this.cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    const csrf = /"csrf":"([^"]+)"/.exec(answer.text)?.[1]
    if (csrf && answer.headers['content-type']?.includes('json')) this.csrf = csrf
    return answer
  }

  cookieLine(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }
}

function send(
  port: number,
  { method, path, body }: { method: string; path: string; body: string },
  headers: Record<string, string>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = method === 'GET' ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const request = httpRequest(
      { host: '127.0.0.1', port, method, path, headers: { ...headers, ...length }, timeout: 20_000 },
      (reply) => {
        const chunks: Buffer[] = []
        reply.on('data', (chunk: Buffer) => chunks.push(chunk))
        reply.on('error', reject)
        reply.on('end', () =>
          resolve({
            status: reply.statusCode ?? 0,
            headers: reply.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        )
      },
    )
    request.on('timeout', () => request.destroy(new Error(`no answer: ${method} ${path}`)))
    request.on('error', reject)
    request.end(method === 'GET' ? undefined : body)
  })
}

/** Writes exactly these bytes and gives back everything that came, for requests no client would send. */
export function sendRaw(port: number, lines: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(`${lines.join('\r\n')}\r\n\r\n`))
    let text = ''
    socket.setTimeout(10_000, () => socket.destroy(new Error('no answer')))
    socket.on('data', (chunk) => {
      text += String(chunk)
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(text))
  })
}
