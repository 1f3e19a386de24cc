import type { PosterSize } from '@mamapu/plugin-sdk'
import { sizeFor } from '../fit.rules.js'
import { column, type DrawNode, image, row, words } from '../node.js'
import { advert, factRows, pill, qrWithHint, shopMark, spot } from '../parts.js'
import { priceWords, struckWords } from '../price.js'
import type { Box, Scene, Template } from '../scene.js'

const PICTURES: Readonly<Record<PosterSize, Box>> = {
  moments: { width: 1080, height: 930 },
  chat: { width: 440, height: 470 },
  square: { width: 520, height: 600 },
  tall: { width: 1080, height: 1150 },
}

/** How far the sheet with the words comes over the picture. */
const OVER = 48

interface Sheet {
  readonly pad: number
  readonly side: number
  readonly titleSizes: readonly number[]
  readonly titleLines: number
  readonly subtitleLines: number
  readonly facts: number
}

const SHEETS: Readonly<Record<PosterSize, Sheet>> = {
  moments: { pad: 60, side: 246, titleSizes: [60, 56, 50, 44], titleLines: 2, subtitleLines: 1, facts: 0 },
  chat: { pad: 48, side: 212, titleSizes: [58, 54, 48, 44, 40], titleLines: 4, subtitleLines: 2, facts: 0 },
  square: { pad: 56, side: 246, titleSizes: [60, 54, 48, 44, 40], titleLines: 5, subtitleLines: 3, facts: 0 },
  tall: { pad: 64, side: 250, titleSizes: [60, 56, 50, 46], titleLines: 3, subtitleLines: 2, facts: 2 },
}

const TITLE_HEIGHT: Readonly<Record<PosterSize, number>> = { moments: 136, chat: 240, square: 330, tall: 200 }
const BARE_HEIGHT: Readonly<Record<PosterSize, number>> = { moments: 400, chat: 140, square: 250, tall: 560 }
const BARE_FACTS: Readonly<Record<PosterSize, number>> = { moments: 4, chat: 0, square: 2, tall: 6 }
/** Larger ones where no picture takes the room. */
const BARE_SIZES = [104, 92, 84, 76, 68] as const

/** Goods: the picture first, then what it is and what it costs, with the code beside the price. */
export const product: Template = {
  pictureBox: (size) => PICTURES[size],
  draw(scene) {
    if (scene.picture === null) return alone(scene)
    return scene.size === 'chat' || scene.size === 'square'
      ? beside(scene, scene.picture)
      : above(scene, scene.picture)
  },
}

function above(scene: Scene, picture: string): DrawNode {
  const { width, height, size, palette } = scene
  const { pad } = SHEETS[size]
  const room = PICTURES[size]
  return column(
    { width, height, backgroundColor: '#ffffff' },
    row(
      { width, height: room.height, flexShrink: 0, position: 'relative' },
      image(picture, room, { objectFit: 'cover' }),
      badge(scene, { left: 44, top: 44, width: width - 88 }),
    ),
    column(
      {
        width,
        flexGrow: 1,
        marginTop: -OVER,
        position: 'relative',
        backgroundColor: '#ffffff',
        borderTopLeftRadius: OVER,
        borderTopRightRadius: OVER,
        padding: `${pad - 14}px ${pad}px ${pad - 24}px`,
        justifyContent: 'space-between',
        color: palette.ink,
      },
      named(scene, width - 2 * pad),
      foot(scene, width - 2 * pad),
    ),
  )
}

function beside(scene: Scene, picture: string): DrawNode {
  const { width, height, size, palette } = scene
  const { pad } = SHEETS[size]
  const box = PICTURES[size]
  const room = width - 2 * pad
  const gap = 36
  return column(
    {
      width,
      height,
      padding: pad,
      justifyContent: 'space-between',
      backgroundColor: '#ffffff',
      color: palette.ink,
    },
    row(
      { width: room, height: box.height, gap },
      row(
        { ...box, position: 'relative', flexShrink: 0 },
        image(picture, box, { objectFit: 'cover', borderRadius: 36 }),
        badge(scene, { left: 24, top: 24, width: box.width - 48 }),
      ),
      column({ height: box.height, justifyContent: 'center' }, named(scene, room - box.width - gap)),
    ),
    row({ width: room, height: 2, backgroundColor: palette.line }),
    foot(scene, room),
  )
}

/** Without a picture: the words large, on the shop's colour. */
function alone(scene: Scene): DrawNode {
  const { width, height, size, palette } = scene
  const pad = SHEETS[size].pad + 8
  const room = width - 2 * pad
  const inner = room - 96
  return column(
    {
      width,
      height,
      padding: pad,
      position: 'relative',
      overflow: 'hidden',
      justifyContent: 'space-between',
      backgroundImage: `linear-gradient(150deg, ${palette.tint}, ${palette.blush})`,
      color: palette.ink,
    },
    spot({ width: 760, color: 'rgba(255,255,255,0.45)', right: -260, top: -240 }),
    spot({ width: 420, color: 'rgba(255,255,255,0.35)', left: -200, top: height * 0.42 }),
    column(
      { position: 'relative', width: room, flexGrow: 1, gap: size === 'chat' ? 16 : 36 },
      scene.content.badge === undefined
        ? null
        : pill(scene.content.badge, { color: palette.onBrand, background: palette.brand, width: room }),
      column({ width: room, flexGrow: 1, justifyContent: 'center' }, named(scene, room)),
    ),
    row(
      {
        position: 'relative',
        width: room,
        backgroundColor: '#ffffff',
        borderRadius: 40,
        padding: size === 'chat' ? '24px 48px 14px' : '36px 48px 24px',
      },
      foot(scene, inner),
    ),
  )
}

function badge(
  { content, palette }: Scene,
  { left, top, width }: { left: number; top: number; width: number },
): DrawNode | null {
  if (content.badge === undefined) return null
  const look = { color: palette.onBrand, background: palette.brand, width }
  return row({ position: 'absolute', left, top }, pill(content.badge, look))
}

function named(scene: Scene, width: number): DrawNode {
  const { content, palette, size } = scene
  const { titleSizes, subtitleLines, facts, titleLines } = SHEETS[size]
  const isBare = scene.picture === null
  const lines = isBare ? (size === 'chat' ? 3 : 4) : titleLines
  const sizes = isBare ? [...(size === 'chat' ? [] : BARE_SIZES), ...titleSizes] : titleSizes
  return column(
    { gap: size === 'square' ? 20 : 14, width },
    words(
      content.title,
      {
        fontSize: sizeFor(content.title, {
          width,
          lines,
          sizes,
          height: (isBare ? BARE_HEIGHT : TITLE_HEIGHT)[size],
        }),
        width,
        lines,
        leading: 1.3,
      },
      { fontWeight: 700 },
    ),
    content.subtitle === undefined
      ? null
      : words(content.subtitle, { fontSize: 32, width, lines: subtitleLines }, { color: palette.grey }),
    factRows(scene, {
      width,
      most: isBare ? BARE_FACTS[size] : facts,
      label: palette.grey,
      value: palette.ink,
      line: isBare ? 'rgba(43,35,32,0.1)' : palette.line,
    }),
  )
}

function foot(scene: Scene, width: number): DrawNode {
  const { content, palette, size, labels } = scene
  const { side } = SHEETS[size]
  const room = scene.address === null ? width : width - side - 44
  const from = content.from === undefined ? null : labels.recommends(content.from)
  return row(
    { width, justifyContent: 'space-between', alignItems: 'center' },
    column(
      { width: room, gap: 6 },
      content.price === undefined
        ? null
        : priceWords(content.price, { color: palette.price, width: room, from: 100, to: 30 }),
      content.struckPrice === undefined
        ? null
        : struckWords(content.struckPrice, { color: palette.grey, width: room }),
      column(
        { gap: 8, paddingTop: 14 },
        shopMark(scene, { color: palette.ink, dot: palette.brand, width: room }),
        from === null
          ? null
          : row(
              { gap: 14, alignItems: 'center' },
              words(from, { fontSize: 26, width: room - 90 }, { color: palette.grey }),
              advert(scene, palette.grey),
            ),
      ),
    ),
    qrWithHint(scene, { side, color: palette.grey, gap: 0 }),
  )
}
