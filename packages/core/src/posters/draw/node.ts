import { linesOf } from './fit.rules.js'

/** What satori lays out: an element of flexible boxes, or a text. */
export interface DrawNode {
  readonly type: 'div' | 'img'
  readonly props: {
    readonly style?: Style
    readonly children?: readonly (DrawNode | string)[] | string
    readonly src?: string
    readonly width?: number
    readonly height?: number
  }
}

export type Style = Readonly<Record<string, string | number>>

type Part = DrawNode | null

/** Boxes under one another; nothing stands for a part that is left out. */
export function column(style: Style, ...parts: readonly Part[]): DrawNode {
  return box({ flexDirection: 'column', ...style }, parts)
}

/** Boxes beside one another. */
export function row(style: Style, ...parts: readonly Part[]): DrawNode {
  return box({ flexDirection: 'row', ...style }, parts)
}

function box(style: Style, parts: readonly Part[]): DrawNode {
  const children = parts.filter((part) => part !== null)
  return { type: 'div', props: { style: { display: 'flex', boxSizing: 'border-box', ...style }, children } }
}

interface TextLook {
  readonly width: number
  readonly fontSize: number
  readonly lines?: number
  readonly align?: 'left' | 'center' | 'right'
  readonly leading?: number
}

/** A text in lines of about the same length; it ends in dots after `lines` of them, one when left out. */
export function words(
  text: string,
  { width, fontSize, lines = 1, align = 'left', leading = 1.35 }: TextLook,
  style: Style = {},
): DrawNode {
  const alignItems = { left: 'flex-start', center: 'center', right: 'flex-end' }[align]
  return column(
    { alignItems, maxWidth: width, flexShrink: 0, fontSize, lineHeight: leading, ...style },
    ...linesOf(text, { width: width / fontSize, most: lines }).map((line) => word(line, {})),
  )
}

/** A piece of text that stays on its line. */
export function word(text: string, style: Style): DrawNode {
  return {
    type: 'div',
    props: { style: { display: 'flex', whiteSpace: 'nowrap', ...style }, children: text },
  }
}

export function image(
  src: string,
  { width, height }: { width: number; height: number },
  style: Style = {},
): DrawNode {
  return { type: 'img', props: { src, width, height, style: { width, height, ...style } } }
}
