import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { CONSOLE_POLICY } from './security.js'

/**
 * The console's files under `/admin`, when it has been built. Every address there that is no file is the console itself:
 * it finds its own way. Files with a hash in their name are kept for ever, the page itself never.
 */
export function serveConsole(dir: string | undefined): FastifyPluginAsyncTypebox {
  return async (server) => {
    if (!dir || !existsSync(join(dir, 'index.html'))) return
    server.addHook('onRoute', (route) => {
      route.config = { ...route.config, audience: 'public' }
      route.schema = { ...route.schema, hide: true }
    })
    server.addHook('onRequest', (_request, reply, done) => {
      reply.contentPolicy = CONSOLE_POLICY
      done()
    })
    await server.register(fastifyStatic, {
      root: dir,
      serve: false,
      index: false,
      cacheControl: false,
    })
    server.get('/admin/assets/*', (request, reply) => {
      reply.header('cache-control', 'public, max-age=31536000, immutable')
      return reply.sendFile(`assets/${(request.params as { '*': string })['*']}`)
    })
    for (const path of ['/admin', '/admin/*'])
      server.get(path, (_request, reply) => reply.header('cache-control', 'no-cache').sendFile('index.html'))
  }
}
