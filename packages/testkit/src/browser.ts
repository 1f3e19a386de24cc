import { request } from 'undici'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Readonly<Record<string, unknown>>
}

/** What a phone says it is: without it a request counts as nobody's. */
const AGENT = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger/8.0'

type Method = 'HEAD' | 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A browser of one person at one host, over real HTTP on 127.0.0.1: keeps its cookie and its token. */
export class Browser {
  readonly #origin: string
  readonly host: string
  readonly cookies = new Map<string, string>()
  csrf: string | undefined

  constructor(origin: string, host: string) {
    this.#origin = origin
    this.host = host
  }

  async ask(
    method: Method,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const own: Record<string, string> = { host: this.host, 'user-agent': AGENT }
    if (method !== 'GET' && method !== 'HEAD') own.origin = `http://${this.host}`
    if (this.csrf !== undefined) own['x-csrf-token'] = this.csrf
    if (this.cookies.size > 0)
      own.cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    if (body !== undefined) own['content-type'] = 'application/json'
    const reply = await request(`${this.#origin}${path}`, {
      method,
      headers: { ...own, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    for (const line of [reply.headers['set-cookie'] ?? []].flat()) {
      const [name = '', value = ''] = (line.split(';', 1)[0] ?? '').split('=')
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    const text = await reply.body.text()
    const isJson = (reply.headers['content-type'] ?? '').toString().includes('json')
    const answer = (isJson ? JSON.parse(text) : {}) as Record<string, unknown>
    if (typeof answer.csrf === 'string') this.csrf = answer.csrf
    return { status: reply.statusCode, headers: reply.headers, body: answer }
  }

  get = (path: string) => this.ask('GET', path)
  post = (path: string, body: unknown = {}, headers: Readonly<Record<string, string>> = {}) =>
    this.ask('POST', path, body, headers)
}
