import { POSTER_SIZES, type PosterContent, type PosterSize } from '@mamapu/plugin-sdk'
import type { PosterPlan } from '../poster.types.js'
import { cutTo } from './fit.rules.js'
import type { DrawNode } from './node.js'
import { type Palette, paletteOf } from './palette.rules.js'

export interface Box {
  readonly width: number
  readonly height: number
}

/** One poster about to be drawn. */
export interface Scene extends Box {
  readonly size: PosterSize
  readonly content: PosterContent
  readonly palette: Palette
  readonly shopName: string
  /** Of the content's picture, cut to the template's box; null without one. */
  readonly picture: string | null
  /** What the QR code says; null without one. */
  readonly address: string | null
  readonly labels: Labels
}

interface Labels {
  readonly hint: string
  readonly recommends: (from: string) => string
  readonly invites: (from: string) => string
  /** Whoever recommends goods to buy says that it is advertising (互联网广告管理办法 §9). */
  readonly advert: string
}

/** Where a template has room for a picture, and how it shows everything. */
export interface Template {
  pictureBox(size: PosterSize): Box
  draw(scene: Scene): DrawNode
}

const LABELS: Readonly<Record<'zh-CN' | 'en', Labels>> = {
  'zh-CN': {
    hint: '长按识别二维码',
    recommends: (from) => `${from} 推荐`,
    invites: (from) => `${from} 邀请你`,
    advert: '广告',
  },
  en: {
    hint: 'Scan or press to open',
    recommends: (from) => `Shared by ${from}`,
    invites: (from) => `${from} invites you`,
    advert: 'Ad',
  },
}

/** A nickname is shown so long. */
const FROM_WIDTH = 12

export function sceneOf({ size, content, shop }: PosterPlan, picture: string | null): Scene {
  const from = content.from === undefined ? {} : { from: cutTo(content.from, FROM_WIDTH) }
  return {
    ...POSTER_SIZES[size],
    size,
    content: { ...content, ...from },
    palette: paletteOf(shop.color),
    shopName: shop.name,
    picture,
    address: content.qrPath === undefined ? null : `${shop.origin}${content.qrPath}`,
    labels: LABELS[shop.locale],
  }
}
