import type { Locale } from '@mamapu/kernel'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ErrorEntry } from './errors.js'

/** Problem details (RFC 9457) with our stable code. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: string
  /** What exactly, for people; never internals. */
  readonly detail?: string
  /** Numbers and names a client may show, e.g. which SKU lacked how many. */
  readonly data?: Readonly<Record<string, unknown>>
  /** Per field, for forms: JSON pointer → what is wrong. */
  readonly fields?: Readonly<Record<string, string>>
}

type Entries = Readonly<Record<string, ErrorEntry>>

/** `Accept-Language` or the shop's own language; anything that starts with en is English, the rest Chinese. */
export function localeOf(request: FastifyRequest): Locale {
  const asked = request.headers['accept-language']
  if (typeof asked === 'string' && /^\s*en\b/i.test(asked)) return 'en'
  if (typeof asked === 'string' && /^\s*zh\b/i.test(asked)) return 'zh-CN'
  return request.locale ?? 'zh-CN'
}

/** The problem a code stands for, in the reader's language. */
export function problemOf<E extends Entries>(
  errors: E,
  code: keyof E & string,
  locale: Locale,
  more: Pick<Problem, 'detail' | 'data' | 'fields'> = {},
): Problem {
  const entry = errors[code] as ErrorEntry
  return { type: `/docs/errors#${code}`, title: entry[locale], status: entry.status, code, ...more }
}

/** Replies with the problem a code of this domain stands for. */
export function refuse<E extends Entries>(
  request: FastifyRequest,
  reply: FastifyReply,
  errors: E,
  code: keyof E & string,
  more: Pick<Problem, 'detail' | 'data' | 'fields'> = {},
): FastifyReply {
  const problem = problemOf(errors, code, localeOf(request), more)
  return reply.code(problem.status).type('application/problem+json').send(problem)
}
