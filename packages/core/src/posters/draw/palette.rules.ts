type Rgb = readonly [number, number, number]

/** The colours of one poster, all from the shop's own colour. */
export interface Palette {
  readonly brand: string
  /** On `brand`: white or ink, whichever reads better. */
  readonly onBrand: string
  /** Just dark enough for large white words. */
  readonly strong: string
  /** Dark enough for white text. */
  readonly deep: string
  readonly deeper: string
  /** `deep`, to shine through: `rgba(…,` without its end. */
  readonly deepVeil: string
  /** Nearly white, warm. */
  readonly paper: string
  readonly tint: string
  readonly blush: string
  readonly ink: string
  readonly grey: string
  readonly line: string
  readonly price: string
}

const INK = '#2b2320'
const WHITE: Rgb = [255, 255, 255]
const CREAM: Rgb = [255, 252, 248]
const NIGHT: Rgb = [36, 24, 22]
/** White on it reads from afar. */
const DEEP_CONTRAST = 5.5
const STRONG_CONTRAST = 3.1

export function paletteOf(color: string): Palette {
  const brand = rgbOf(color)
  const deep = darkened(brand, DEEP_CONTRAST)
  return {
    brand: color,
    onBrand: contrast(brand, WHITE) >= 3 ? '#ffffff' : INK,
    strong: hexOf(darkened(brand, STRONG_CONTRAST)),
    deep: hexOf(deep),
    deeper: hexOf(mix(deep, NIGHT, 0.45)),
    deepVeil: `rgba(${deep.map(Math.round).join(',')},`,
    paper: hexOf(mix(CREAM, brand, 0.04)),
    tint: hexOf(mix(CREAM, brand, 0.14)),
    blush: hexOf(mix(CREAM, brand, 0.3)),
    ink: INK,
    grey: '#7d726c',
    line: '#ece4de',
    price: '#d6342c',
  }
}

/** The colour mixed with night until white has this contrast on it. */
function darkened(color: Rgb, wanted: number): Rgb {
  for (let part = 0; part < 1; part += 0.05) {
    const mixed = mix(color, NIGHT, part)
    if (contrast(mixed, WHITE) >= wanted) return mixed
  }
  return NIGHT
}

function rgbOf(color: string): Rgb {
  const number = Number.parseInt(color.slice(1), 16)
  return [number >> 16, (number >> 8) & 255, number & 255]
}

function hexOf(color: Rgb): string {
  return `#${color.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`
}

function mix(from: Rgb, to: Rgb, part: number): Rgb {
  const at = (index: 0 | 1 | 2) => from[index] + (to[index] - from[index]) * part
  return [at(0), at(1), at(2)]
}

/** WCAG 2.1 contrast of two colours, 1 to 21. */
function contrast(one: Rgb, other: Rgb): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

function luminance(color: Rgb): number {
  const [r, g, b] = color.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
