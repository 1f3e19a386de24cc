import { type App, http } from '@mamapu/core'
import { isConnectionLoss } from '@mamapu/db'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** Shows a problem as a page; the storefront brings one in its theme's clothes. */
export type ProblemPage = (
  request: FastifyRequest,
  reply: FastifyReply,
  problem: http.Problem,
) => FastifyReply | Promise<FastifyReply>

type Code = keyof typeof http.HTTP_ERRORS
type Fields = Pick<http.Problem, 'detail' | 'fields'>

/** SQLSTATEs of a database that is busy or gone, not of a statement that is wrong. */
const BUSY = new Set([
  '57014',
  '55P03',
  '40001',
  '40P01',
  '53300',
  '53400',
  '25P03',
  '08000',
  '08003',
  '08006',
])

const CODES: Readonly<Record<number, Code>> = {
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'TOO_MANY_REQUESTS',
}

/** Which code of ours an error stands for. Anything not foreseen is our own fault and says no more than that. */
function codeOf(error: FastifyError): Code {
  const { code, statusCode } = error
  if (error.validation) return 'VALIDATION_FAILED'
  if (code === 'BUSY' || code === 'FST_ERR_HANDLER_TIMEOUT' || BUSY.has(code) || isConnectionLoss(error))
    return 'UNAVAILABLE'
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode >= 500) return 'INTERNAL'
  // Bodies no JSON parser takes, prototype poisoning, bad percent-encoding, …
  return CODES[statusCode] ?? 'BAD_REQUEST'
}

function fieldsOf(error: FastifyError): Fields {
  if (!error.validation) return {}
  const fields: Record<string, string> = {}
  for (const issue of error.validation.slice(0, 50)) {
    const missing = (issue.params as { missingProperty?: string }).missingProperty
    const unknown = (issue.params as { additionalProperty?: string }).additionalProperty
    const name = missing ?? unknown
    const pointer = name === undefined ? issue.instancePath : `${issue.instancePath}/${name}`
    fields[`${error.validationContext ?? 'body'}${pointer}`] ??= (issue.message ?? 'invalid').slice(0, 200)
  }
  return { fields }
}

/** True when the request wants a page: a browser's navigation or form, not the API. */
export function wantsPage(request: FastifyRequest): boolean {
  return !request.url.startsWith('/api/') && (request.headers.accept ?? '').includes('text/html')
}

/** Replies with a problem, as a page where a browser navigates and as JSON elsewhere. */
export type Answer = (
  request: FastifyRequest,
  reply: FastifyReply,
  problem: http.Problem,
) => FastifyReply | Promise<FastifyReply>

export function answerWith(page: ProblemPage): Answer {
  return (request, reply, problem) => {
    reply.code(problem.status).header('cache-control', 'no-store')
    if (problem.status === 503) reply.header('retry-after', '1')
    if (wantsPage(request)) return page(request, reply, problem)
    return reply.type('application/problem+json').send(problem)
  }
}

interface Doors {
  readonly app: App
  /** The methods that some route takes at this address, to tell 405 from 404. */
  methodsOf(request: FastifyRequest): readonly string[]
  readonly answer: Answer
}

/** Every error becomes a problem with a stable code; nothing of what went wrong inside leaves the process. */
export function answerProblems(server: FastifyInstance, { app, methodsOf, answer }: Doors): void {
  const say = (request: FastifyRequest, reply: FastifyReply, code: Code, more: Fields = {}) =>
    answer(request, reply, http.problemOf(http.HTTP_ERRORS, code, http.localeOf(request), more))
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const code = codeOf(error)
    const facts = {
      code: error.code,
      route: request.routeOptions.url,
      tenant: request.storeId,
      reqId: request.id,
    }
    if (code === 'INTERNAL') app.log.error({ ...facts, err: plainError(error) }, 'a request failed')
    else if (code === 'UNAVAILABLE') app.log.warn(facts, 'a request found the database away or busy')
    return say(request, reply, code, fieldsOf(error))
  })
  server.setNotFoundHandler((request, reply) => {
    const methods = methodsOf(request)
    // A route of this very method that found nothing has said 404 itself.
    const isOther = methods.length > 0 && !methods.includes(request.method) && request.method !== 'HEAD'
    if (!isOther) return say(request, reply, 'NOT_FOUND')
    return say(request, reply.header('allow', methods.join(', ')), 'METHOD_NOT_ALLOWED')
  })
}

/** What a log may keep of an error: PostgreSQL's detail and parameters would carry people's data. */
export function plainError(error: unknown): {
  name?: string
  message: string
  code?: unknown
  stack?: string
} {
  // Logged by its words alone.
  if (typeof error !== 'object' || error === null) return { message: String(error).slice(0, 500) }
  const { name, message, code, stack } = error as Error & { code?: unknown }
  return { name, message: String(message).slice(0, 500), code, ...(stack ? { stack } : {}) }
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

/** The page of last resort: no theme, no shop, no script. */
export const plainPage: ProblemPage = (request, reply, problem) => {
  const home = http.localeOf(request) === 'en' ? 'Back to the front page' : '回到首页'
  return reply
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="${http.localeOf(request)}"><meta charset="utf-8">` +
        '<meta name="viewport" content="width=device-width, initial-scale=1">' +
        `<title>${escapeHtml(problem.title)}</title><h1>${problem.status}</h1><p>${escapeHtml(problem.title)}</p>` +
        `<p><a href="/">${home}</a></p></html>\n`,
    )
}
