import type { TenantTx } from '@mamapu/db'
import { PluginError, type PluginScope, type PosterService } from '@mamapu/plugin-sdk'
import { findPoster, makePoster, viewOfPoster, whyNotDrawn } from '../posters/index.js'
import type { LoadedPlugin } from './registry.js'

interface PosterWork {
  readonly at: Date
  readonly origin: string
  readonly needs: (scope: PluginScope) => void
}

/** Posters for one plugin, asked for in the transaction of its work. */
export function posterService(
  { id }: LoadedPlugin,
  tx: TenantTx,
  { at, origin, needs }: PosterWork,
): PosterService {
  return {
    async make(ask) {
      needs('posters:make')
      const fault = whyNotDrawn(ask)
      if (fault !== null) throw new PluginError(`plugin ${id}: posters: ${fault}`)
      return viewOfPoster(await makePoster(tx, { ...ask, origin, at }))
    },
    async find(posterId) {
      const poster = await findPoster(tx, posterId)
      return poster && viewOfPoster(poster)
    },
  }
}
