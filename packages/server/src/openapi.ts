import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { referencePage } from './reference-page.js'

/** `/api/openapi.json` (OpenAPI 3.1, made from the routes' own schemas) and the page `/api/docs` to read it. */
export async function describeApi(server: FastifyInstance): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Mamapu 妈妈铺',
        version: '1.0.0',
        description:
          'Shops answer at their own host under /api/store/v1; staff at the platform host under /api/admin/v1 and /api/platform/v1.',
      },
    },
    hideUntagged: false,
    transform: ({ schema, url }) => ({
      url,
      schema: url.startsWith('/api/')
        ? { ...schema, tags: schema?.tags ?? [tagOf(url)] }
        : { ...schema, hide: true },
    }),
  })
  const config = { audience: 'public' } as const
  let json: string | undefined
  server.get('/api/openapi.json', { schema: { hide: true, response: {} }, config }, async (_, reply) => {
    json ??= JSON.stringify(server.swagger())
    return reply.type('application/json; charset=utf-8').send(json)
  })
  server.get('/api/docs', { schema: { hide: true, response: {} }, config }, async (_, reply) =>
    reply.type('text/html; charset=utf-8').send(referencePage(server.swagger(), reply.nonce())),
  )
}

/** Operations are grouped by the noun they are about. */
function tagOf(url: string): string {
  const parts = url.split('/').filter((part) => part !== '' && !part.startsWith(':'))
  const noun = parts[1] === 'admin' ? (parts[4] ?? 'stores') : (parts[3] ?? 'api')
  return `${parts[1] ?? 'api'}: ${noun}`
}
