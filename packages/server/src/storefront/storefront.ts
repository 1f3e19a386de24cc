import {
  type App,
  campaigns,
  type checkout,
  links,
  type orders,
  type plugins,
  type stores,
} from '@mamapu/core'
import { must } from '@mamapu/kernel'
import { type Block, compileBlock, type Theme } from '@mamapu/theme-engine'
import type { FastifyRequest } from 'fastify'
import { Audiences } from './audiences.js'
import { GapValues } from './gap-values.js'
import { CACHE_BYTES, PageCache } from './page-cache.js'

/** What the pages of shops are made with; one per process. */
export interface Storefront {
  readonly app: App
  readonly host: plugins.PluginHost
  readonly place: checkout.PlaceDeps
  readonly providers: orders.Providers
  readonly themes: ReadonlyMap<string, Theme>
  readonly blocks: ReadonlyMap<string, Block>
  readonly cache: PageCache
  readonly gaps: GapValues
  readonly audiences: Audiences
  /** Looks at the goods of campaigns, for their reports. */
  readonly views: campaigns.ViewCounter
  /** Looks of visitors who may be followed. */
  readonly looks: links.LookBuffer
}

export function createStorefront(options: {
  readonly place: checkout.PlaceDeps
  readonly providers: orders.Providers
  readonly themes: readonly Theme[]
  /** 0 renders every page anew. */
  readonly cacheBytes?: number
}): Storefront {
  const { app, host } = options.place
  return {
    app,
    host,
    place: options.place,
    providers: options.providers,
    themes: new Map(options.themes.map((theme) => [theme.id, theme])),
    blocks: compileBlocks(host),
    cache: new PageCache(options.cacheBytes ?? CACHE_BYTES),
    gaps: new GapValues(app),
    audiences: new Audiences(options.place),
    views: new campaigns.ViewCounter(app),
    looks: new links.LookBuffer(app),
  }
}

/** Every block of every installed plugin, compiled once. */
function compileBlocks(host: plugins.PluginHost): ReadonlyMap<string, Block> {
  const blocks = new Map<string, Block>()
  for (const { id, blocks: sources, texts } of host.registry.plugins)
    for (const [name, source] of Object.entries(sources))
      blocks.set(`${id}/${name}`, compileBlock(source, { plugin: id, name, texts }))
  return blocks
}

/** The store a request of a shop host belongs to. */
export function storeOf(request: FastifyRequest): stores.StoreSnapshot {
  return must(request.store, 'this page exists on shop hosts only')
}

export function themeOf(storefront: Storefront, store: stores.StoreSnapshot): Theme {
  const theme = storefront.themes.get(store.settings.themeId) ?? storefront.themes.values().next().value
  return must(theme, 'no theme is installed')
}
