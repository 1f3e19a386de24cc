import type { Locale } from '@mamapu/kernel'
import type { FastifyRequest } from 'fastify'

const LANGUAGE_COOKIE = /(?:^|;\s*)mamapu-lang=(zh-CN|en)(?:;|$)/

/** The visitor's choice, else the browser's, else the shop's own language. */
export function pageLocale(request: FastifyRequest): Locale {
  const chosen = LANGUAGE_COOKIE.exec(request.headers.cookie ?? '')?.[1]
  if (chosen) return chosen as Locale
  const asked = request.headers['accept-language'] ?? ''
  if (/^\s*en\b/i.test(asked)) return 'en'
  return /^\s*zh\b/i.test(asked) ? 'zh-CN' : (request.locale ?? 'zh-CN')
}
