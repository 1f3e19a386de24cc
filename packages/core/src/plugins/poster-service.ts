import type { TenantTx } from '@mamapu/db'
import { PluginError, type PluginScope, type PosterAsk, type PosterService } from '@mamapu/plugin-sdk'
import { findKnown, findPoster, makePoster, viewOfPoster, whyNotDrawn } from '../posters/index.js'
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
  const asked = (ask: PosterAsk) => {
    const fault = whyNotDrawn(ask)
    if (fault !== null) throw new PluginError(`plugin ${id}: posters: ${fault}`)
    return { ...ask, plugin: id, origin, at }
  }
  return {
    async make(ask) {
      needs('posters:make')
      return viewOfPoster(await makePoster(tx, asked(ask)))
    },
    async find(posterId) {
      const poster = await findPoster(tx, id, posterId)
      return poster && viewOfPoster(poster)
    },
    async known(ask) {
      const poster = await findKnown(tx, asked(ask))
      return poster && viewOfPoster(poster)
    },
  }
}
