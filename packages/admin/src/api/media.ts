import { call } from './client.js'
import { adminPath } from './store.js'

export interface Media {
  readonly id: string
  /** A path on the shop's own host. */
  readonly url: string
  readonly width: number
  readonly height: number
}

/** Sends one picture; the server decodes it, turns it upright and keeps it in several sizes. */
export async function uploadPicture(storeId: string, file: File): Promise<Media> {
  const form = new FormData()
  form.append('file', file, file.name)
  const { media } = await call<{ media: Media[] }>('POST', adminPath(storeId, '/media'), { form })
  const [first] = media
  if (!first) throw new Error('the server kept no picture')
  return first
}

export function listMedia(
  storeId: string,
  before: string | null,
): Promise<{ media: readonly Media[]; next: string | null }> {
  return call('GET', adminPath(storeId, '/media'), { query: { before, limit: 40 } })
}

/** Pictures of this shop by id; at most 20. */
export async function findMedia(storeId: string, ids: readonly string[]): Promise<readonly Media[]> {
  const path = adminPath(storeId, '/media')
  return (await call<{ media: Media[] }>('GET', path, { query: { ids: ids.join(',') } })).media
}

/** The smallest size of a picture, which every picture has. */
export function thumbPath(hash: string): string {
  return `/media/${hash}-240.webp`
}
