import type { PosterSize } from '@mamapu/plugin-sdk'
import { sizeFor, sizeOfLine } from '../fit.rules.js'
import { column, type DrawNode, image, row, word, words } from '../node.js'
import { pill, qrWithHint, shopMark, spot } from '../parts.js'
import type { Box, Scene, Template } from '../scene.js'

const PAD: Readonly<Record<PosterSize, number>> = { moments: 64, chat: 48, square: 56, tall: 72 }
const SIDE: Readonly<Record<PosterSize, number>> = { moments: 246, chat: 246, square: 246, tall: 318 }
/** A round picture on the upper edge of the card. */
const ROUND: Readonly<Record<PosterSize, number>> = { moments: 180, chat: 0, square: 0, tall: 260 }
/** The reasons: how large, how far apart. */
const REASONS: Readonly<Record<PosterSize, { readonly from: number; readonly gap: number }>> = {
  moments: { from: 34, gap: 14 },
  chat: { from: 32, gap: 12 },
  square: { from: 38, gap: 24 },
  tall: { from: 42, gap: 30 },
}
const TITLE_HEIGHT: Readonly<Record<PosterSize, number>> = { moments: 190, chat: 150, square: 250, tall: 320 }
const NONE: Box = { width: 200, height: 200 }

/** An invitation: a card on the shop's colour, who invites, what awaits, and the code to come by. */
export const invite: Template = {
  pictureBox: (size) => (ROUND[size] === 0 ? NONE : { width: ROUND[size], height: ROUND[size] }),
  draw: (scene) => (ROUND[scene.size] === 0 ? wide(scene) : high(scene)),
}

const onColour = ({ width, height, palette }: Scene, inner: DrawNode): DrawNode =>
  row(
    {
      width,
      height,
      position: 'relative',
      overflow: 'hidden',
      backgroundImage: `linear-gradient(150deg, ${palette.strong}, ${palette.deep})`,
    },
    spot({ width: 620, color: 'rgba(255,255,255,0.12)', right: -200, top: -220 }),
    spot({ width: 420, color: 'rgba(255,255,255,0.08)', left: -180, bottom: -120 }),
    row({ position: 'relative' }, inner),
  )

function high(scene: Scene): DrawNode {
  const { width, height, size, palette } = scene
  const pad = PAD[size]
  const card = width - 2 * pad
  const room = card - 112
  const over = scene.picture === null ? 0 : ROUND[size] / 2
  return onColour(
    scene,
    column(
      { width, height, padding: pad, gap: 36 },
      column({ gap: 12, width: card, alignItems: 'center' }, greeting(scene, card, 'center')),
      column(
        {
          width: card,
          flexGrow: 1,
          marginTop: over,
          backgroundColor: '#ffffff',
          borderRadius: 44,
          padding: `${over === 0 ? 60 : over + 28}px 56px 44px`,
          alignItems: 'center',
          justifyContent: 'space-between',
          color: palette.ink,
          position: 'relative',
        },
        scene.picture === null ? null : roundPicture(scene, scene.picture, card),
        column(
          { gap: 18, alignItems: 'center', justifyContent: 'center', flexGrow: 1, width: room },
          ...told(scene, room, 'center'),
        ),
        scene.address === null
          ? null
          : column(
              { alignItems: 'center', gap: 22, width: room },
              row({ width: room, height: 2, backgroundColor: palette.line }),
              qrWithHint(scene, { side: SIDE[size], color: palette.grey, gap: 4 }),
            ),
      ),
      row(
        { width: card, justifyContent: 'center' },
        word(scene.shopName, {
          color: '#ffffff',
          fontSize: sizeOfLine(scene.shopName, { width: card, from: 32, to: 22 }),
          fontWeight: 700,
        }),
      ),
    ),
  )
}

function wide(scene: Scene): DrawNode {
  const { width, height, size, palette } = scene
  const pad = PAD[size]
  const card = width - 2 * pad
  const right = scene.address === null ? 0 : SIDE[size] + 88
  const room = card - right - 96
  return onColour(
    scene,
    column(
      { width, height, padding: pad, gap: 28 },
      greeting(scene, card, 'left'),
      row(
        { width: card, flexGrow: 1, backgroundColor: '#ffffff', borderRadius: 40, color: palette.ink },
        column(
          { width: room + 96, padding: 48, justifyContent: 'space-between' },
          column({ gap: 18, width: room }, ...told(scene, room, 'left')),
          shopMark(scene, { color: palette.ink, dot: palette.brand, width: room }),
        ),
        scene.address === null
          ? null
          : column(
              {
                width: right,
                alignItems: 'center',
                justifyContent: 'center',
                borderLeft: `3px dashed ${palette.line}`,
              },
              qrWithHint(scene, { side: SIDE[size], color: palette.grey, gap: 4 }),
            ),
      ),
    ),
  )
}

function roundPicture({ size }: Scene, picture: string, card: number): DrawNode {
  const side = ROUND[size]
  return row(
    {
      position: 'absolute',
      left: (card - side) / 2 - 8,
      top: -side / 2 - 8,
      padding: 8,
      borderRadius: side,
      backgroundColor: '#ffffff',
    },
    image(picture, { width: side, height: side }, { borderRadius: side, objectFit: 'cover' }),
  )
}

function greeting(scene: Scene, width: number, align: 'left' | 'center'): DrawNode {
  const { content, labels } = scene
  const text = content.from === undefined ? scene.shopName : labels.invites(content.from)
  return words(
    text,
    { fontSize: sizeOfLine(text, { width, from: 60, to: 40 }), align, width },
    { fontWeight: 700, color: '#ffffff' },
  )
}

function told(scene: Scene, width: number, align: 'left' | 'center'): (DrawNode | null)[] {
  const { content, palette, size } = scene
  const lines = align === 'center' ? 3 : 4
  const sizes =
    align === 'center'
      ? [...(size === 'tall' ? [92, 84] : []), 76, 68, 60, 54, 48]
      : [...(size === 'square' ? [76, 68] : []), 60, 54, 48, 42, 38]
  const facts = (content.lines ?? []).slice(0, size === 'chat' ? 3 : size === 'moments' ? 3 : 5)
  return [
    content.badge === undefined
      ? null
      : row(
          { alignSelf: align === 'center' ? 'center' : 'flex-start' },
          pill(content.badge, { color: palette.deep, background: palette.tint, width }),
        ),
    words(
      content.title,
      {
        fontSize: sizeFor(content.title, { width, lines, height: TITLE_HEIGHT[size], sizes }),
        width,
        lines,
        align,
        leading: 1.28,
      },
      { fontWeight: 700 },
    ),
    content.subtitle === undefined
      ? null
      : words(content.subtitle, { fontSize: 32, align, width, lines: 2 }, { color: palette.grey }),
    facts.length === 0
      ? null
      : column(
          { gap: REASONS[size].gap, paddingTop: REASONS[size].gap, maxWidth: width },
          ...facts.map(({ label, value }) => reason(scene, `${label} ${value}`.trim(), width)),
        ),
  ]
}

const TICK =
  '<svg xmlns="http://www.w3.org/2000/svg" width="36" height="36" viewBox="0 0 36 36"><circle cx="18" cy="18" r="18" fill="BACK"/><path d="M10 18.5l5.5 5.5L26 13" fill="none" stroke="FRONT" stroke-width="3.6" stroke-linecap="round" stroke-linejoin="round"/></svg>'

function reason({ palette, size }: Scene, text: string, width: number): DrawNode {
  const svg = TICK.replace('BACK', palette.tint).replace('FRONT', palette.deep)
  return row(
    { gap: 18, alignItems: 'center', maxWidth: width },
    image(`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`, { width: 36, height: 36 }),
    words(text, {
      fontSize: sizeOfLine(text, { width: width - 60, from: REASONS[size].from, to: 24 }),
      width: width - 60,
    }),
  )
}
