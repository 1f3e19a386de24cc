import type { PosterSize } from '@mamapu/plugin-sdk'
import { sizeFor } from '../fit.rules.js'
import { column, type DrawNode, image, row, word, words } from '../node.js'
import { advert, footBar, pill, spot } from '../parts.js'
import { priceWords } from '../price.js'
import type { Box, Scene, Template } from '../scene.js'

const PAD: Readonly<Record<PosterSize, number>> = { moments: 56, chat: 44, square: 48, tall: 60 }
const SIDE: Readonly<Record<PosterSize, number>> = { moments: 212, chat: 178, square: 212, tall: 248 }
const TITLE = {
  moments: { lines: 3, sizes: [84, 76, 68, 60, 54] },
  chat: { lines: 3, sizes: [64, 58, 52, 46] },
  square: { lines: 4, sizes: [72, 64, 58, 52] },
  tall: { lines: 4, sizes: [96, 88, 76, 68, 60] },
} as const
const TEXT_LINES: Readonly<Record<PosterSize, number>> = { moments: 5, chat: 3, square: 4, tall: 8 }

/** High ones have the picture over their whole width, the others beside the words, where nothing covers it. */
const PICTURES: Readonly<Record<PosterSize, Box>> = {
  moments: { width: 1080, height: 1120 },
  chat: { width: 440, height: 534 },
  square: { width: 440, height: 660 },
  tall: { width: 1080, height: 1460 },
}

/** Somebody tells of it: a large picture that runs into the shop's colour, and the words on it. */
export const story: Template = {
  pictureBox: (size) => PICTURES[size],
  draw(scene) {
    const isWide = scene.size === 'chat' || scene.size === 'square'
    if (isWide && scene.picture !== null) return beside(scene, scene.picture)
    const { width, height, size, palette, content } = scene
    const pad = PAD[size]
    const room = width - 2 * pad
    return column(
      { width, height, position: 'relative', backgroundColor: palette.deep, color: '#ffffff' },
      ground(scene),
      column(
        {
          width,
          position: 'absolute',
          left: 0,
          bottom: 0,
          padding: `${scene.picture === null ? 0 : VEIL}px ${pad}px ${pad}px`,
          gap: size === 'chat' ? 24 : 36,
          ...(scene.picture === null ? {} : veil(scene)),
        },
        scene.picture === null ? quote(scene) : null,
        told(scene, room),
        footBar(scene, { width: room, side: SIDE[size] }),
      ),
      row(
        { position: 'absolute', left: pad, top: pad, width: room, justifyContent: 'space-between' },
        content.badge === undefined
          ? row({})
          : pill(content.badge, { color: palette.onBrand, background: palette.brand, width: room - 120 }),
        content.from === undefined ? null : saidToBe(scene),
      ),
    )
  },
}

/** That it is advertising, readable on any picture. */
const saidToBe = (scene: Scene): DrawNode =>
  row(
    { backgroundColor: 'rgba(20,12,10,0.35)', borderRadius: 8, alignSelf: 'flex-start' },
    advert(scene, '#ffffff'),
  )

function beside(scene: Scene, picture: string): DrawNode {
  const { width, height, size, palette, content } = scene
  const pad = PAD[size]
  const box = PICTURES[size]
  const room = width - 2 * pad
  const left = room - box.width - GAP
  return column(
    {
      width,
      height,
      padding: pad,
      justifyContent: 'space-between',
      color: '#ffffff',
      backgroundImage: `linear-gradient(160deg, ${palette.deep}, ${palette.deeper})`,
    },
    row(
      { width: room, height: box.height, gap: GAP },
      column(
        { width: left, height: box.height, justifyContent: 'center', gap: 24 },
        content.badge === undefined
          ? null
          : pill(content.badge, { color: palette.onBrand, background: palette.brand, width: left }),
        told(scene, left),
      ),
      row(
        { ...box, position: 'relative', flexShrink: 0 },
        image(picture, box, { objectFit: 'cover', borderRadius: 36 }),
        content.from === undefined
          ? null
          : row({ position: 'absolute', right: 20, top: 20 }, saidToBe(scene)),
      ),
    ),
    footBar(scene, { width: room, side: SIDE[size] }),
  )
}

const GAP = 40

/** So far above its words the picture begins to run out. */
const VEIL = 240

const veil = ({ palette: { deepVeil, deep } }: Scene) => ({
  backgroundImage: `linear-gradient(180deg, ${deepVeil}0) 0px, ${deepVeil}0.7) ${VEIL * 0.6}px, ${deepVeil}0.92) ${VEIL}px, ${deep} ${VEIL + 130}px)`,
})

function ground(scene: Scene): DrawNode {
  const { width, height, picture, palette, size } = scene
  if (picture !== null)
    return row(
      { position: 'absolute', left: 0, top: 0 },
      image(picture, PICTURES[size], { objectFit: 'cover' }),
    )
  return row(
    {
      width,
      height,
      position: 'absolute',
      left: 0,
      top: 0,
      overflow: 'hidden',
      backgroundImage: `linear-gradient(160deg, ${palette.deep}, ${palette.deeper})`,
    },
    spot({ width: 760, color: 'rgba(255,255,255,0.06)', right: -220, top: -260 }),
    spot({ width: 420, color: 'rgba(255,255,255,0.05)', left: -160, top: height * 0.4 }),
  )
}

/** Somebody says it. */
function quote({ size }: Scene): DrawNode {
  const fontSize = size === 'chat' ? 200 : size === 'tall' ? 420 : 320
  return row(
    { height: fontSize * 0.36, marginLeft: -fontSize * 0.06 },
    word('“', { fontSize, lineHeight: 1, fontWeight: 700, color: 'rgba(255,255,255,0.22)' }),
  )
}

function told(scene: Scene, width: number): DrawNode {
  const { content, size } = scene
  const { lines, sizes } = TITLE[size]
  return column(
    { gap: 18, width },
    words(
      content.title,
      { fontSize: sizeFor(content.title, { width, lines, sizes }), width, lines, leading: 1.28 },
      { fontWeight: 700 },
    ),
    content.subtitle === undefined
      ? null
      : words(
          content.subtitle,
          { fontSize: 34, leading: 1.5, width, lines: TEXT_LINES[size] },
          { color: 'rgba(255,255,255,0.92)' },
        ),
    content.price === undefined
      ? null
      : priceWords(content.price, { color: '#ffffff', width, from: 80, to: 40 }),
  )
}
