import type { CustomerId, Locale, StoreId } from '@mamapu/kernel'
import type { Visitor } from '@mamapu/plugin-sdk'
import type { PluginHost } from './host.js'
import { runInStore } from './run-plugin.js'

export type PluginPageResult =
  | { readonly found: true; readonly title: string; readonly block: string; readonly data: object }
  | { readonly found: false; readonly reason: 'unknown' | 'off' | 'sign_in' }

/** What `/x/<plugin>/<page>` shows. Off means not found. */
export async function loadPage(
  host: PluginHost,
  storeId: StoreId,
  input: {
    readonly plugin: string
    readonly page: string
    readonly at: Date
    readonly locale: Locale
    readonly customerId: CustomerId | null
    readonly sessionHash?: string | null
    readonly visitor?: Visitor | null
    readonly query: Readonly<Record<string, string>>
  },
): Promise<PluginPageResult> {
  const loaded = host.registry.find(input.plugin)
  const page = loaded?.plugin.pages?.find(({ name }) => name === input.page)
  if (!loaded || !page) return { found: false, reason: 'unknown' }
  const { at, locale, customerId } = input
  const result = await runInStore(
    host,
    storeId,
    {
      loaded,
      hook: `page:${page.name}`,
      at,
      locale,
      whileOff: page.whileOff === true,
      customerId,
      sessionHash: input.sessionHash ?? null,
      visitor: input.visitor ?? null,
    },
    async (ctx) => (page.signedIn && !ctx.customer ? null : page.data(ctx, { query: input.query })),
  )
  if (!result.on) return { found: false, reason: 'off' }
  if (result.value === null) return { found: false, reason: 'sign_in' }
  return { found: true, title: page.title[locale], block: page.block, data: result.value }
}
