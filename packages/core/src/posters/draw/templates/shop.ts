import type { PosterSize } from '@mamapu/plugin-sdk'
import { cutTo, sizeFor, sizeOfLine } from '../fit.rules.js'
import { column, type DrawNode, image, row, word, words } from '../node.js'
import { pill, qrWithHint, spot } from '../parts.js'
import type { Box, Scene, Template } from '../scene.js'

const WINDOWS: Readonly<Record<PosterSize, Box>> = {
  moments: { width: 600, height: 560 },
  chat: { width: 400, height: 704 },
  square: { width: 440, height: 900 },
  tall: { width: 760, height: 860 },
}
const SIDE: Readonly<Record<PosterSize, number>> = { moments: 212, chat: 212, square: 246, tall: 282 }
const PAD: Readonly<Record<PosterSize, number>> = { moments: 64, chat: 64, square: 72, tall: 76 }

/** A shop opens its door: an arch with the picture, the name, the code. */
export const shop: Template = {
  pictureBox: (size) => WINDOWS[size],
  draw: (scene) => (scene.size === 'chat' || scene.size === 'square' ? beside(scene) : under(scene)),
}

const onPaper = ({ width, height, palette }: Scene, inner: DrawNode): DrawNode =>
  row(
    { width, height, position: 'relative', overflow: 'hidden', backgroundColor: palette.paper },
    spot({ width: width * 0.9, color: palette.tint, left: -width * 0.42, top: -width * 0.34 }),
    spot({ width: width * 0.6, color: palette.tint, right: -width * 0.3, bottom: -width * 0.28 }),
    row({ position: 'relative' }, inner),
  )

function under(scene: Scene): DrawNode {
  const { width, height, size, palette } = scene
  const room = width - 2 * PAD[size]
  return onPaper(
    scene,
    column(
      {
        width,
        height,
        padding: PAD[size],
        alignItems: 'center',
        justifyContent: 'space-between',
        color: palette.ink,
      },
      arch(scene),
      column({ alignItems: 'center', gap: 16, width: room }, ...said(scene, room, 'center')),
      qrWithHint(scene, { side: SIDE[size], color: palette.grey }),
    ),
  )
}

function beside(scene: Scene): DrawNode {
  const { width, height, size, palette } = scene
  const room = width - 3 * PAD[size] - WINDOWS[size].width + 16
  return onPaper(
    scene,
    row(
      {
        width,
        height,
        padding: PAD[size],
        alignItems: 'center',
        justifyContent: 'space-between',
        color: palette.ink,
      },
      arch(scene),
      column(
        { width: room, height: WINDOWS[size].height, justifyContent: 'space-between' },
        column({ gap: 18, width: room }, ...said(scene, room, 'left')),
        row(
          { width: room, justifyContent: 'flex-start' },
          qrWithHint(scene, { side: SIDE[size], color: palette.grey }),
        ),
      ),
    ),
  )
}

/** The picture behind an arch; without one the first sign of the shop's name. */
function arch(scene: Scene): DrawNode {
  const { picture, palette, size, shopName } = scene
  const { width, height } = WINDOWS[size]
  const round = {
    borderTopLeftRadius: width / 2,
    borderTopRightRadius: width / 2,
    borderBottomLeftRadius: 36,
    borderBottomRightRadius: 36,
  }
  if (picture !== null)
    return row({ flexShrink: 0 }, image(picture, { width, height }, { objectFit: 'cover', ...round }))
  return row(
    {
      width,
      height,
      ...round,
      flexShrink: 0,
      alignItems: 'center',
      justifyContent: 'center',
      backgroundImage: `linear-gradient(160deg, ${palette.brand}, ${palette.deep})`,
    },
    word([...shopName][0] ?? '', { fontSize: width * 0.5, fontWeight: 700, color: '#ffffff', lineHeight: 1 }),
  )
}

function said(scene: Scene, width: number, align: 'left' | 'center'): (DrawNode | null)[] {
  const { content, palette, size, labels, shopName } = scene
  const side = align === 'center' ? 'center' : 'flex-start'
  const lines = align === 'center' ? 2 : size === 'chat' ? 3 : 4
  const sizes = align === 'center' ? [84, 76, 68, 60, 52] : [68, 60, 54, 48, 42]
  const from = content.from === undefined ? null : labels.recommends(content.from)
  const facts = (content.lines ?? []).slice(0, size === 'tall' ? 4 : align === 'center' ? 3 : 2)
  return [
    content.badge === undefined
      ? null
      : row(
          { alignSelf: side },
          pill(content.badge, { color: palette.onBrand, background: palette.brand, width }),
        ),
    words(
      content.title,
      { fontSize: sizeFor(content.title, { width, lines, sizes }), width, lines, align, leading: 1.25 },
      { fontWeight: 700 },
    ),
    content.subtitle === undefined
      ? null
      : words(content.subtitle, { fontSize: 34, align, width, lines: 2 }, { color: palette.grey }),
    facts.length === 0
      ? null
      : row(
          { flexWrap: 'wrap', gap: 14, justifyContent: side, width },
          ...facts.map(({ label, value }) =>
            chip(scene, `${label} ${value}`.trim(), Math.floor((width - 14) / 2)),
          ),
        ),
    from === null && content.title === shopName
      ? null
      : row(
          { alignSelf: side, justifyContent: side },
          from === null
            ? word(shopName, {
                fontSize: sizeOfLine(shopName, { width, from: 30, to: 22 }),
                color: palette.grey,
              })
            : words(`${from} · ${shopName}`, { fontSize: 28, width }, { color: palette.grey }),
        ),
  ]
}

function chip({ palette }: Scene, text: string, width: number): DrawNode {
  const fontSize = sizeOfLine(text, { width: width - 44, from: 28, to: 24 })
  return row(
    { backgroundColor: '#ffffff', borderRadius: 16, padding: '8px 22px', color: palette.ink },
    word(cutTo(text, (width - 44) / fontSize), { fontSize }),
  )
}
