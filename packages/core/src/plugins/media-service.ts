import { createHash } from 'node:crypto'
import type { TenantTx } from '@mamapu/db'
import type { MediaService } from '@mamapu/plugin-sdk'
import { listMediaById, mediaUrl, pictureOf, sizesFor } from '../media/index.js'
import type { HostServices } from './host.js'

const FOUND_MAX = 50

/** The shop's pictures for plugins; files are read as they are given out. */
export function mediaService(tx: TenantTx, { openPicture }: HostServices): MediaService {
  return {
    async find(ids) {
      const rows = await listMediaById(tx, ids.slice(0, FOUND_MAX))
      const found = new Map(rows.map((media) => [media.id, media]))
      return ids.slice(0, FOUND_MAX).flatMap((id) => {
        const media = found.get(id)
        return media ? [{ id, hash: media.hash, picture: pictureOf(media) }] : []
      })
    },
    async digest(id) {
      const [media] = await listMediaById(tx, [id])
      const size = media && sizesFor(media.width).at(-1)
      if (!media || size === undefined) return null
      const file = await openPicture(tx.storeId, media.hash, size)
      if (!file) return null
      const hash = createHash('sha256')
      for await (const chunk of file.stream) hash.update(chunk as Buffer)
      return { sha256: hash.digest('hex'), url: mediaUrl(media.hash, size) }
    },
  }
}
