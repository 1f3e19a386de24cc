import { cutTo, sizeOfLine } from './fit.rules.js'
import { column, type DrawNode, row, type Style, word, words } from './node.js'
import { qrCard } from './qr.js'
import type { Scene } from './scene.js'

/** A few words in a capsule. */
export function pill(text: string, look: { color: string; background: string; width: number }): DrawNode {
  const fontSize = sizeOfLine(text, { width: look.width - 56, from: 32, to: 22 })
  return row(
    {
      backgroundColor: look.background,
      color: look.color,
      borderRadius: 999,
      padding: '10px 28px',
      alignSelf: 'flex-start',
      fontWeight: 700,
    },
    word(cutTo(text, (look.width - 56) / fontSize), { fontSize }),
  )
}

/** That it is advertising, small and clear. */
export function advert({ labels }: Scene, color: string): DrawNode {
  return row(
    { border: `2px solid ${color}`, borderRadius: 8, padding: '0 10px', color, alignSelf: 'flex-start' },
    word(labels.advert, { fontSize: 22 }),
  )
}

/** A round spot of light behind everything. */
export function spot(style: Style & { readonly width: number; readonly color: string }): DrawNode {
  const { width, color, ...place } = style
  return row({
    position: 'absolute',
    width,
    height: width,
    borderRadius: width,
    backgroundColor: color,
    ...place,
  })
}

/** The code with what to do with it below. */
export function qrWithHint(
  scene: Scene,
  { side, color, gap = 12 }: { side: number; color: string; gap?: number },
): DrawNode | null {
  const { address, content, labels } = scene
  if (address === null) return null
  const hint = content.qrHint ?? labels.hint
  const width = side + 24
  const fontSize = sizeOfLine(hint, { width, from: 26, to: 22 })
  return column(
    { alignItems: 'center', gap, flexShrink: 0 },
    qrCard(address, side),
    words(hint, { fontSize, width, lines: 2, align: 'center' }, { color }),
  )
}

/** The shop's name with its mark: a dot of its colour. */
export function shopMark(
  scene: Scene,
  { color, dot, width }: { color: string; dot: string; width: number },
): DrawNode {
  const fontSize = sizeOfLine(scene.shopName, { width: width - 34, from: 32, to: 22 })
  return row(
    { alignItems: 'center', gap: 14, width },
    row({ width: 18, height: 18, borderRadius: 18, backgroundColor: dot, flexShrink: 0 }),
    words(scene.shopName, { fontSize, width: width - 34 }, { color, fontWeight: 700 }),
  )
}

/** A white bar at the foot: whose shop, who recommends it, and the code. */
export function footBar(scene: Scene, { width, side }: { width: number; side: number }): DrawNode {
  const { content, palette, labels } = scene
  const room = width - 80 - (scene.address === null ? 0 : side + 28)
  const from = content.from === undefined ? null : labels.recommends(content.from)
  const hint = scene.address === null ? null : (content.qrHint ?? labels.hint)
  return row(
    {
      width,
      backgroundColor: '#ffffff',
      borderRadius: 36,
      padding: '20px 28px 20px 52px',
      alignItems: 'center',
      justifyContent: 'space-between',
      minHeight: side + 40,
    },
    column(
      { gap: 8, width: room },
      shopMark(scene, { color: palette.ink, dot: palette.brand, width: room }),
      from === null ? null : words(from, { fontSize: 28, width: room }, { color: palette.ink }),
      hint === null ? null : words(hint, { fontSize: 26, width: room }, { color: palette.grey }),
    ),
    scene.address === null ? null : qrCard(scene.address, side),
  )
}

/** Facts under one another: what it is on the left, how much on the right. */
export function factRows(
  scene: Scene,
  look: { width: number; most: number; label: string; value: string; line: string },
): DrawNode | null {
  const lines = (scene.content.lines ?? []).slice(0, look.most)
  if (lines.length === 0) return null
  return column(
    { width: look.width },
    ...lines.map(({ label, value }, index) => {
      const half = Math.floor(look.width / 2) - 12
      return row(
        {
          justifyContent: 'space-between',
          alignItems: 'center',
          padding: '13px 0',
          borderTop: index === 0 ? '0px solid #ffffff' : `2px solid ${look.line}`,
        },
        words(
          label,
          { fontSize: sizeOfLine(label, { width: half, from: 30, to: 24 }), width: half },
          { color: look.label },
        ),
        words(
          value,
          { fontSize: sizeOfLine(value, { width: half, from: 32, to: 24 }), width: half, align: 'right' },
          { color: look.value, fontWeight: 700 },
        ),
      )
    }),
  )
}
