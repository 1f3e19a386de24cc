import { randomBytes } from 'node:crypto'
import { type App, audit, customers, type Log, staff, stores } from '@mamapu/core'
import type { Database } from '@mamapu/db'
import { ManualClock } from '@mamapu/kernel'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { buildServer, type ServerOptions, type ServerParts } from './build-server.js'

/** For tests: the real server on a test database, with a clock that stands still and a log that can be read. */
export interface TestServer {
  readonly app: App
  readonly clock: ManualClock
  readonly server: FastifyInstance
  readonly directory: stores.StoreDirectory
  readonly lines: readonly string[]
}

interface TestOptions extends Partial<Omit<ServerOptions, 'directory' | 'parts'>> {
  readonly parts?: ServerParts
  readonly hosts?: Partial<App['hosts']>
  readonly at?: Date
  readonly secret?: Buffer
  readonly onLogin?: customers.OnLogin
  /** Platform routes that need what is made here. */
  readonly install?: (app: App, directory: stores.StoreDirectory) => NonNullable<ServerParts['platform']>
  /** The same for routes of the console. */
  readonly installAdmin?: (app: App) => NonNullable<ServerParts['admin']>
}

export async function testServer(
  t: { teardown(work: () => unknown): void },
  db: Database,
  options: TestOptions = {},
): Promise<TestServer> {
  const {
    parts = {},
    hosts,
    at = new Date('2026-03-01T02:00:00Z'),
    secret,
    onLogin,
    install,
    installAdmin,
    ...rest
  } = options
  const clock = new ManualClock(at)
  const lines: string[] = []
  const keep = (data: object, message: string) => void lines.push(JSON.stringify({ ...data, message }))
  const log: Log = { debug: keep, info: keep, warn: keep, error: keep }
  const app: App = {
    db,
    clock,
    log,
    hosts: {
      base: 'localhost:3000',
      shop: 'localhost:3000',
      protocol: 'http',
      internal: 'http://127.0.0.1:3000',
      ...hosts,
    },
    secret: secret ?? randomBytes(32),
    dataDir: '/nonexistent',
    nudge: () => {},
    says: () => null,
    jobs: { send: async () => {} },
  }
  const directory = new stores.StoreDirectory({ db, hosts: app.hosts, secret: app.secret, log })
  await directory.start()
  const server = await buildServer(app, {
    directory,
    parts: {
      store: [
        customers.shopperRoutes(app, onLogin ?? (async () => {})),
        customers.addressRoutes(app),
        ...(parts.store ?? []),
      ],
      platform: [
        staff.accountRoutes(app),
        staff.shopRoutes(app, directory),
        staff.operatorRoutes(app, directory),
        ...(install?.(app, directory) ?? []),
        ...(parts.platform ?? []),
      ],
      admin: [
        stores.settingsRoutes(app, directory),
        staff.memberRoutes(app),
        customers.customerAdminRoutes(app),
        audit.auditRoutes(app),
        ...(installAdmin?.(app) ?? []),
        ...(parts.admin ?? []),
      ],
      storefront: parts.storefront ?? [],
      cashier: parts.cashier ?? [],
      pages: parts.pages ?? [],
    },
    ...rest,
  })
  t.teardown(async () => {
    directory.close()
    await server.close()
  })
  return { app, clock, server, directory, lines }
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

interface Ask {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Leaves out what a browser would send by itself. */
  readonly bare?: boolean
}

/** A browser of one person at one host: keeps its cookies and its token, says where its requests come from. */
export class Visitor {
  readonly #server: FastifyInstance
  readonly host: string
  readonly cookies = new Map<string, string>()
  csrf: string | undefined

  constructor(server: FastifyInstance, host: string) {
    this.#server = server
    this.host = host
  }

  async ask(
    method: Method,
    url: string,
    { body, headers = {}, bare = false }: Ask = {},
  ): Promise<LightMyRequestResponse> {
    const own: Record<string, string> = { host: this.host }
    if (!bare && method !== 'GET') own.origin = `http://${this.host}`
    if (!bare && this.csrf !== undefined) own['x-csrf-token'] = this.csrf
    if (this.cookies.size > 0)
      own.cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const reply = await this.#server.inject({
      method,
      url,
      headers: { ...own, ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
    })
    for (const cookie of reply.cookies) {
      if (cookie.value === '') this.cookies.delete(cookie.name)
      else this.cookies.set(cookie.name, cookie.value)
    }
    const csrf = (reply.headers['content-type'] ?? '').toString().startsWith('application/json')
      ? (reply.json() as { csrf?: unknown } | null)?.csrf
      : undefined
    if (typeof csrf === 'string') this.csrf = csrf
    return reply
  }

  get = (url: string, ask?: Ask) => this.ask('GET', url, ask)
  post = (url: string, body?: unknown, ask?: Ask) => this.ask('POST', url, { body, ...ask })
  put = (url: string, body?: unknown, ask?: Ask) => this.ask('PUT', url, { body, ...ask })
  patch = (url: string, body?: unknown, ask?: Ask) => this.ask('PATCH', url, { body, ...ask })
  delete = (url: string, ask?: Ask) => this.ask('DELETE', url, ask)
}
