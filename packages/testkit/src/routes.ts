import fastifyMultipart from '@fastify/multipart'
import type { StoreId } from '@mamapu/kernel'
import fastify, { type FastifyInstance, type FastifyPluginAsync } from 'fastify'

interface Teardown {
  teardown(work: () => unknown): void
}

/** A bare server around routes of a domain: what the real one resolves for a request is given. */
export async function serveRoutes(
  t: Teardown,
  given: { storeId: StoreId | null; at: Date; staffId?: string },
  ...plugins: readonly FastifyPluginAsync[]
): Promise<FastifyInstance> {
  const server = fastify({ ajv: { customOptions: { coerceTypes: false, removeAdditional: false } } })
  t.teardown(() => server.close())
  await server.register(fastifyMultipart)
  server.addHook('onRequest', async (request) => {
    const staff = { staffId: given.staffId ?? `stf_${'0'.repeat(32)}` }
    Object.assign(request, { at: given.at, storeId: given.storeId, staff, shopper: null, locale: 'zh-CN' })
  })
  for (const plugin of plugins) await server.register(plugin)
  return server
}

/** A multipart body with files, as a browser would send it. */
export function multipartOf(
  files: readonly { name: string; type: string; data: Buffer | string }[],
  fields: Readonly<Record<string, string>> = {},
): { payload: Buffer; headers: Record<string, string> } {
  const boundary = '----mamapu-test-boundary'
  const parts: Buffer[] = []
  for (const [name, value] of Object.entries(fields))
    parts.push(
      Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
    )
  for (const { name, type, data } of files)
    parts.push(
      Buffer.from(
        `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: ${type}\r\n\r\n`,
      ),
      Buffer.from(data),
      Buffer.from('\r\n'),
    )
  parts.push(Buffer.from(`--${boundary}--\r\n`))
  return {
    payload: Buffer.concat(parts),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  }
}
