import { http, type plugins } from '@mamapu/core'
import type { FastifyInstance } from 'fastify'
import { CONSOLE_POLICY } from './security.js'

const HOME = '/admin/x'
const SLUG = /^[a-z0-9-]{1,63}$/

/**
 * Pages for staff that plugins bring, beside the console: `/admin/x/<plugin>/<page>?s=<shop>` is an empty page with the plugin's
 * script, the same for everybody; what is shown comes from staff routes, which know who asks. Files are kept for ever: their address
 * changes with them.
 */
export function staffPages(registry: Pick<plugins.PluginRegistry, 'find'>) {
  return async (server: FastifyInstance): Promise<void> => {
    server.get(
      `${HOME}/:plugin/:page`,
      { schema: { hide: true }, config: { audience: 'public' } },
      (request, reply) => {
        const { plugin: id, page: name } = request.params as { plugin: string; page: string }
        const loaded = registry.find(id)
        const page = loaded?.plugin.staffPages?.find((one) => one.name === name)
        if (!loaded || !page) return reply.callNotFound()
        const { s } = request.query as { s?: unknown }
        const slug = typeof s === 'string' && SLUG.test(s) ? s : ''
        const locale = http.localeOf(request)
        const files = `${HOME}/${id}/files/${loaded.assets.hash}`
        reply.contentPolicy = CONSOLE_POLICY
        return reply
          .header('cache-control', 'no-cache')
          .type('text/html; charset=utf-8')
          .send(`<!doctype html>
<html lang="${locale}" data-plugin="${id}" data-shop="${slug}" data-locale="${locale}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="robots" content="noindex">
<title>${page.title[locale]}</title>
${page.style ? `<link rel="stylesheet" href="${files}/${page.style}">\n` : ''}<main id="page" aria-live="polite"></main>
<noscript>${NO_SCRIPT[locale]}</noscript>
<script type="module" src="${files}/${page.script}"></script>
`)
      },
    )

    server.get(
      `${HOME}/:plugin/files/:hash/:file`,
      { schema: { hide: true }, config: { audience: 'public' } },
      (request, reply) => {
        const { plugin, hash, file } = request.params as { plugin: string; hash: string; file: string }
        const assets = registry.find(plugin)?.assets
        const asset = assets?.hash === hash ? assets.files.get(file) : undefined
        if (!asset) return reply.callNotFound()
        return reply
          .header('cache-control', 'public, max-age=31536000, immutable')
          .type(asset.type)
          .send(asset.bytes)
      },
    )
  }
}

const NO_SCRIPT = {
  'zh-CN': '这个页面要用到摄像头，请打开浏览器的 JavaScript。',
  en: 'This page uses the camera; please switch JavaScript on.',
}
