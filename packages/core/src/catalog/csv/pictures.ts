import { withTenant } from '@mamapu/db'
import type { Id, ProductId, SkuId, StoreId } from '@mamapu/kernel'
import type { App } from '../../app.js'
import {
  type FetchOptions,
  fetchToFile,
  findMediaByHash,
  PUBLIC_FETCH,
  parseMediaUrl,
  placesOf,
  storePicture,
} from '../../media/index.js'
import { PICTURES_MAX } from '../product.rules.js'
import { findProduct, inputOf } from '../product.view.js'
import { type EditContext, updateProduct } from '../save-product.js'

export interface WantedPicture {
  readonly url: string
  readonly alt: string
  /** The SKU whose own picture it is; null for one of the product. */
  readonly skuId: SkuId | null
}

export type FetchedPicture = WantedPicture & { readonly mediaId: Id<'med'> }
export type MissedPicture = WantedPicture & { readonly reason: string }

const AT_ONCE = 4

/** Fetches pictures of other hosts and takes those this shop has already; remembers hosts that do not answer. */
export class PictureFetcher {
  readonly #app: App
  readonly #storeId: StoreId
  readonly #options: FetchOptions
  readonly #deadHosts = new Map<string, string>()

  constructor(app: App, storeId: StoreId, options: FetchOptions = PUBLIC_FETCH) {
    this.#app = app
    this.#storeId = storeId
    this.#options = options
  }

  async fetchAll(
    wanted: readonly WantedPicture[],
    at: Date,
  ): Promise<{ fetched: FetchedPicture[]; missed: MissedPicture[] }> {
    const known = new Map<string, Promise<Id<'med'> | string>>()
    const outcomes: { picture: WantedPicture; outcome: Id<'med'> | string }[] = []
    for (let start = 0; start < wanted.length; start += AT_ONCE)
      outcomes.push(
        ...(await Promise.all(
          wanted.slice(start, start + AT_ONCE).map(async (picture) => {
            const work = known.get(picture.url) ?? this.#fetch(picture, at)
            known.set(picture.url, work)
            return { picture, outcome: await work }
          }),
        )),
      )
    const fetched: FetchedPicture[] = []
    const missed: MissedPicture[] = []
    for (const { picture, outcome } of outcomes)
      if (outcome.startsWith('med_')) fetched.push({ ...picture, mediaId: outcome as Id<'med'> })
      else missed.push({ ...picture, reason: outcome })
    return { fetched, missed }
  }

  /** The picture's id, or why there is none. */
  async #fetch({ url, alt }: WantedPicture, at: Date): Promise<Id<'med'> | string> {
    const own = parseMediaUrl(url)
    if (own) {
      const media = await withTenant(this.#app.db, this.#storeId, (tx) => findMediaByHash(tx, own.hash))
      if (media) return media.id
    }
    const host = URL.canParse(url) ? new URL(url).host : ''
    const dead = this.#deadHosts.get(host)
    if (dead) return dead
    return placesOf(this.#app).temporary.use(async (path) => {
      const result = await fetchToFile(url, path, this.#options)
      if (!result.fetched) {
        if (result.reason === 'HOST_UNKNOWN' || result.reason === 'UNREACHABLE')
          this.#deadHosts.set(host, result.reason)
        return result.reason
      }
      const stored = await storePicture(this.#app, this.#storeId, { path, declaredType: null, alt, at })
      return stored.stored ? stored.media.id : stored.reason
    })
  }
}

/** Puts fetched pictures on their product, in this order and before what it has; changes nothing that is so already. */
export async function attachPictures(
  app: App,
  storeId: StoreId,
  productId: ProductId,
  fetched: readonly FetchedPicture[],
  context: EditContext,
): Promise<void> {
  if (fetched.length === 0) return
  await withTenant(app.db, storeId, async (tx) => {
    const product = await findProduct(tx, productId)
    if (!product) return
    const input = inputOf(product)
    const own = fetched.filter((picture) => picture.skuId === null).map((picture) => picture.mediaId)
    const mediaIds = [...new Set([...own, ...input.mediaIds])].slice(0, PICTURES_MAX)
    const ofSku = new Map(
      fetched.flatMap((picture) => (picture.skuId ? [[picture.skuId, picture.mediaId]] : [])),
    )
    const skus = input.skus.map((sku) => ({ ...sku, mediaId: (sku.id && ofSku.get(sku.id)) || sku.mediaId }))
    const next = { ...input, mediaIds, skus }
    if (JSON.stringify(next) === JSON.stringify(input)) return
    await updateProduct(tx, { productId, version: product.version, input: next }, context)
  })
}
