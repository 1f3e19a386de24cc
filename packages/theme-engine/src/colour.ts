type Rgb = readonly [number, number, number]

const paper: Rgb = [255, 249, 241]
const ink: Rgb = [61, 44, 36]
const white: Rgb = [255, 255, 255]
const fallback: Rgb = [232, 116, 74]

const cache = new Map<unknown, string>()
const cacheMax = 500

function parse(hex: unknown): Rgb {
  const match = typeof hex === 'string' ? /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex) : null
  return match ? ([1, 2, 3].map((i) => Number.parseInt(match[i] as string, 16)) as unknown as Rgb) : fallback
}

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((value) => {
    const share = value / 255
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as unknown as Rgb
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: Rgb, b: Rgb): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

function mix(a: Rgb, b: Rgb, share: number): Rgb {
  return a.map((value, i) => Math.round(value * share + (b[i] as number) * (1 - share))) as unknown as Rgb
}

function css(colour: Rgb): string {
  return `#${colour.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}

/** The brand colour darkened just until text in it reads on paper and on its own tint (4.5:1). */
function readable(brand: Rgb, tint: Rgb): Rgb {
  for (let share = 100; share > 0; share -= 4) {
    const colour = mix(brand, ink, share / 100)
    if (contrast(colour, paper) >= 4.5 && contrast(colour, tint) >= 4.5) return colour
  }
  return ink
}

/**
 * Custom properties from one brand colour: the colour itself, what is written on it (ink or white, at least 4.5:1 –
 * the colour is deepened when neither reaches it), the colour as text on paper, and two soft tints.
 */
export function brandProperties(hex: unknown): string {
  const known = cache.get(hex)
  if (known !== undefined) return known
  const made = compute(hex)
  if (cache.size >= cacheMax) cache.clear()
  cache.set(hex, made)
  return made
}

function compute(hex: unknown): string {
  const asked = parse(hex)
  const on = contrast(asked, white) >= contrast(asked, ink) ? white : ink
  let brand = asked
  for (let share = 96; contrast(brand, on) < 4.5 && share > 0; share -= 4) {
    brand = mix(asked, on === white ? ink : white, share / 100)
  }
  const tint = mix(asked, paper, 0.14)
  const set = {
    '--brand': brand,
    '--on-brand': on,
    '--brand-text': readable(asked, tint),
    '--brand-soft': tint,
    '--brand-line': mix(asked, paper, 0.38),
  }
  return Object.entries(set)
    .map(([name, colour]) => `${name}:${css(colour)}`)
    .join(';')
}
