import { randomBytes } from 'node:crypto'
import formbody from '@fastify/formbody'
import multipart from '@fastify/multipart'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type App, http, type stores } from '@mamapu/core'
import Fastify, {
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyReply,
  LogController,
} from 'fastify'
import { receiveRequests } from './arrival.js'
import { serveConsole } from './console.js'
import { databaseCheck, type ReadinessCheck, tellHealth } from './health.js'
import { LazySchemas } from './lazy-schemas.js'
import { measure } from './metrics.js'
import { describeApi } from './openapi.js'
import { answerProblems, answerWith, type ProblemPage, plainPage } from './problems.js'
import { RouteBook } from './route-rules.js'
import { secureReplies } from './security.js'
import { SiteFinder } from './site.js'
import { proxyList } from './trusted-proxies.js'

/** Routes of a domain or of the storefront, as a Fastify plugin. */
export type RoutePlugin = FastifyPluginAsyncTypebox

/** The routes the process serves, by the door they stand behind. A route of one door does not exist at another. */
export interface ServerParts {
  /** Shop hosts, `/api/store/v1`. */
  readonly store?: readonly RoutePlugin[]
  /** Platform host, `/api/admin/v1/stores/:storeId`: membership and scope are checked before the handler. */
  readonly admin?: readonly RoutePlugin[]
  /** Platform host, `/api/platform/v1`. */
  readonly platform?: readonly RoutePlugin[]
  /** Shop hosts, no prefix, forms allowed: the storefront's pages and the callbacks of providers. */
  readonly storefront?: readonly RoutePlugin[]
  /** The cashier's host, no prefix, forms allowed. */
  readonly cashier?: readonly RoutePlugin[]
  /** Platform host, no prefix, forms allowed: the landing page. */
  readonly pages?: readonly RoutePlugin[]
}

export interface ServerOptions {
  readonly directory: stores.StoreDirectory
  readonly parts: ServerParts
  /** Addresses and CIDR ranges of proxies whose forwarded headers count. */
  readonly trustProxy?: readonly string[]
  readonly metricsToken?: string
  /** Beyond the database, e.g. the queue. */
  readonly checks?: readonly ReadinessCheck[]
  readonly notes?: readonly string[]
  /** How a problem looks to a browser; the plain page without. */
  readonly problemPage?: ProblemPage
  /** Folder of the built console; served under /admin when it exists. */
  readonly consoleDir?: string
}

const BODY_BYTES = 256 * 1024
/** No answer after this long is a 503: a connection that froze under a statement says nothing by itself. */
const ANSWER_MS = 8000
const UPLOAD_MS = 60_000
const UPLOAD_BYTES = 20 * 1024 * 1024

declare module 'fastify' {
  interface FastifyInstance {
    /** Compiles what no request has needed yet; answers what cannot be compiled. */
    compileSchemas(): Promise<readonly string[]>
  }
}

/** Builds the web process around an app: not listening yet, every rule about routes checked when it gets ready. */
export async function buildServer(app: App, options: ServerOptions): Promise<FastifyInstance> {
  const { directory, parts, trustProxy = [], problemPage = plainPage } = options
  const sites = new SiteFinder(app.hosts, proxyList(trustProxy))
  const schemas = new LazySchemas()
  const server = bareServer(sites, trustProxy, schemas)
  server.decorate('compileSchemas', () => schemas.compileAll())
  const book = new RouteBook()
  const answer = answerWith(problemPage)
  book.watch(server)
  readBodies(server)
  receiveRequests(server, { app, directory, sites, answer })
  secureReplies(server, app)
  answerProblems(server, { app, methodsOf: (request) => book.methodsOf(request), answer })
  await describeApi(server)
  measure(server, { app, directory, token: options.metricsToken })
  tellHealth(server, {
    app,
    checks: [databaseCheck(app), ...(options.checks ?? [])],
    notes: options.notes ?? [],
  })

  mount(server, { site: 'shop', prefix: '/api/store/v1' }, parts.store)
  mount(server, { site: 'platform', prefix: '/api/platform/v1' }, parts.platform)
  mount(server, { site: 'platform', prefix: '/api/admin/v1/stores/:storeId', takesFiles: true }, parts.admin)
  mount(server, { site: 'shop', takesForms: true }, parts.storefront)
  mount(server, { site: 'cashier', takesForms: true }, parts.cashier)
  mount(server, { site: 'platform', takesForms: true }, parts.pages)
  mount(server, { site: 'platform' }, [serveConsole(options.consoleDir)])
  await server.ready()
  return server
}

function bareServer(sites: SiteFinder, trustProxy: readonly string[], schemas: LazySchemas): FastifyInstance {
  const start = randomBytes(5).toString('hex')
  let count = 0
  const server = Fastify({
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => {
      count += 1
      return `${start}-${count.toString(36)}`
    },
    bodyLimit: BODY_BYTES,
    requestTimeout: 15_000,
    http: { connectionsCheckingInterval: 5000, headersTimeout: 10_000 },
    forceCloseConnections: 'idle',
    trustProxy: trustProxy.length > 0 ? [...trustProxy] : false,
    schemaController: { compilersFactory: schemas.factories },
    ajv: {
      customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: true, allErrors: false },
    },
    routerOptions: {
      maxParamLength: 200,
      constraints: {
        site: {
          name: 'site',
          storage: siteStorage,
          validate: () => {},
          deriveConstraint: (request) => sites.of(request).kind,
        },
      },
    },
    frameworkErrors: (_error, _request, reply) => {
      const problem = http.problemOf(http.HTTP_ERRORS, 'BAD_REQUEST', 'zh-CN')
      const plain = reply as unknown as FastifyReply
      plain.code(400).type('application/problem+json').send(problem)
    },
    clientErrorHandler: (_error, socket) => {
      if (socket.writable)
        socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      else socket.destroy()
    },
  })
  return server as unknown as FastifyInstance
}

/** Where the router keeps the handlers of one address by site. */
function siteStorage<T>() {
  const handlers = new Map<string, T>()
  return {
    get: (site: string): T | null => handlers.get(site) ?? null,
    set: (site: string, handler: T): void => void handlers.set(site, handler),
  }
}

/** JSON everywhere; nothing else unless a door says so. What a signature covers is kept as it came. */
function readBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  const parse = server.getDefaultJsonParser('error', 'error')
  server.decorateRequest('rawBody', null)
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (request.routeOptions.config.keepsRawBody) request.rawBody = body as string
    void parse(request, body as string, done)
  })
}

interface Door {
  readonly site: http.RequestSite['kind']
  readonly prefix?: string
  readonly takesForms?: boolean
  readonly takesFiles?: boolean
}

function mount(server: FastifyInstance, door: Door, plugins: readonly RoutePlugin[] = []): void {
  server.register(
    async (scope) => {
      scope.addHook('onRoute', (route) => {
        route.constraints = { ...route.constraints, site: door.site }
        const isHot = door.prefix === undefined && route.method === 'GET'
        if (!isHot) route.handlerTimeout ??= door.takesFiles ? UPLOAD_MS : ANSWER_MS
      })
      if (door.takesForms) await scope.register(formbody, { bodyLimit: BODY_BYTES })
      if (door.takesFiles)
        await scope.register(multipart, {
          limits: {
            fileSize: UPLOAD_BYTES,
            files: 20,
            fields: 20,
            fieldSize: 64 * 1024,
            parts: 40,
            headerPairs: 50,
          },
        })
      for (const plugin of plugins) await scope.register(named(plugin as FastifyPluginAsync))
    },
    door.prefix === undefined ? {} : { prefix: door.prefix },
  )
}

/** For one without a name fastify looks through every file that was ever loaded. */
const named = (plugin: FastifyPluginAsync) =>
  Object.assign(plugin, { [Symbol.for('fastify.display-name')]: plugin.name || 'routes' })
