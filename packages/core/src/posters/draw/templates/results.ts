import type { PosterSize } from '@mamapu/plugin-sdk'
import { sizeFor, sizeOfLine } from '../fit.rules.js'
import { column, type DrawNode, image, row, words } from '../node.js'
import { footBar, pill, spot } from '../parts.js'
import type { Box, Scene, Template } from '../scene.js'

const PAD: Readonly<Record<PosterSize, number>> = { moments: 60, chat: 44, square: 52, tall: 68 }
const SIDE: Readonly<Record<PosterSize, number>> = { moments: 212, chat: 178, square: 178, tall: 212 }
const PICTURES: Readonly<Record<PosterSize, Box>> = {
  moments: { width: 300, height: 300 },
  chat: { width: 200, height: 200 },
  square: { width: 300, height: 300 },
  tall: { width: 944, height: 480 },
}
interface Numbers {
  readonly gap: number
  readonly hero: { readonly from: number; readonly to: number }
  readonly cell: { readonly from: number; readonly to: number }
  /** The first number stands beside the others. */
  readonly isFlat: boolean
}
const NUMBERS: Readonly<Record<PosterSize, Numbers>> = {
  moments: { gap: 20, hero: { from: 132, to: 44 }, cell: { from: 52, to: 26 }, isFlat: false },
  chat: { gap: 16, hero: { from: 84, to: 34 }, cell: { from: 42, to: 24 }, isFlat: true },
  square: { gap: 18, hero: { from: 96, to: 36 }, cell: { from: 46, to: 24 }, isFlat: true },
  tall: { gap: 24, hero: { from: 170, to: 48 }, cell: { from: 64, to: 28 }, isFlat: false },
}
const TITLE_HEIGHT: Readonly<Record<PosterSize, number>> = { moments: 250, chat: 100, square: 190, tall: 190 }
const CARD = 'rgba(255,255,255,0.1)'
const SOFT = 'rgba(255,255,255,0.8)'

/** How a sale went: one number above all, the others around it, and what they are counted from. */
export const results: Template = {
  pictureBox: (size) => PICTURES[size],
  draw(scene) {
    const { width, height, size, palette } = scene
    const pad = PAD[size]
    const room = width - 2 * pad
    return row(
      {
        width,
        height,
        position: 'relative',
        overflow: 'hidden',
        color: '#ffffff',
        backgroundImage: `linear-gradient(160deg, ${palette.deep}, ${palette.deeper})`,
      },
      spot({ width: 700, color: 'rgba(255,255,255,0.07)', right: -240, top: -280 }),
      spot({ width: 460, color: 'rgba(255,255,255,0.05)', left: -200, bottom: 60 }),
      column(
        { width, height, padding: pad, justifyContent: 'space-between', gap: 24 },
        opening(scene, room),
        numbers(scene, room),
        footBar(scene, { width: room, side: SIDE[size] }),
      ),
    )
  },
}

function opening(scene: Scene, width: number): DrawNode {
  const { picture, size } = scene
  if (picture === null) return headline(scene, width)
  const box = PICTURES[size]
  if (size === 'tall')
    return column(
      { gap: 40, width },
      image(picture, box, { borderRadius: 40, objectFit: 'cover' }),
      headline(scene, width),
    )
  return row(
    { width, justifyContent: 'space-between', alignItems: 'center' },
    headline(scene, width - box.width - 36),
    image(picture, box, { borderRadius: 36, objectFit: 'cover', flexShrink: 0 }),
  )
}

function headline({ content, palette, size }: Scene, width: number): DrawNode {
  const lines = size === 'chat' ? 2 : 3
  const sizes = size === 'chat' ? [60, 54, 48, 42, 36] : [84, 76, 68, 60, 52, 46]
  return column(
    { gap: size === 'chat' ? 12 : 18, width },
    content.badge === undefined
      ? null
      : pill(content.badge, { color: palette.onBrand, background: palette.brand, width }),
    words(
      content.title,
      {
        fontSize: sizeFor(content.title, { width, lines, height: TITLE_HEIGHT[size], sizes }),
        width,
        lines,
        leading: 1.25,
      },
      { fontWeight: 700 },
    ),
    content.subtitle === undefined
      ? null
      : words(
          content.subtitle,
          {
            fontSize: sizeFor(content.subtitle, { width, lines: 3, sizes: [30, 28, 26, 24] }),
            width,
            lines: 3,
          },
          { color: SOFT },
        ),
  )
}

function numbers({ content, size }: Scene, width: number): DrawNode | null {
  const [first, ...others] = (content.lines ?? []).slice(0, 6)
  if (!first) return null
  const { gap, hero, cell, isFlat } = NUMBERS[size]
  const heroWidth = isFlat && others.length > 0 ? Math.floor((width - gap) * 0.32) : width
  const rest = isFlat ? width - gap - heroWidth : width
  const parts = [
    fact(first, { width: heroWidth, ...hero, pad: 26 }),
    others.length === 0
      ? null
      : column(
          { gap, width: rest },
          ...inRows(others).map((some) =>
            row(
              { gap, width: rest },
              ...some.map((one) =>
                fact(one, {
                  width: Math.floor((rest - (some.length - 1) * gap) / some.length),
                  ...cell,
                  pad: isFlat ? 18 : 26,
                }),
              ),
            ),
          ),
        ),
  ]
  return isFlat ? row({ width, gap, alignItems: 'stretch' }, ...parts) : column({ width, gap }, ...parts)
}

/** At most three beside one another. */
function inRows<T>(facts: readonly T[]): T[][] {
  const first = facts.length === 4 ? 2 : 3
  return [facts.slice(0, first), facts.slice(first)].filter((some) => some.length > 0)
}

function fact(
  { label, value }: { readonly label: string; readonly value: string },
  { width, from, to, pad }: { width: number; from: number; to: number; pad: number },
): DrawNode {
  const room = width - 2 * pad
  return column(
    { width, justifyContent: 'center', backgroundColor: CARD, borderRadius: 28, padding: `18px ${pad}px` },
    words(
      value,
      { fontSize: sizeOfLine(value, { width: room, from, to }), width: room, leading: 1.25 },
      { fontWeight: 700 },
    ),
    words(
      label,
      { fontSize: sizeOfLine(label, { width: room, from: 28, to: 22 }), width: room },
      { color: SOFT },
    ),
  )
}
