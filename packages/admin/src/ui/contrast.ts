/** Relative luminance of `#rrggbb` (WCAG 2). */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const part = Number.parseInt(color.slice(start, start + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Contrast of two colours, 1…21. */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

export const INK = '#2b2320'
export const WHITE = '#ffffff'

/** The text that reads best on a brand colour, and how well it does. */
export function textOn(color: string): { readonly color: string; readonly ratio: number } {
  const onWhite = contrast(color, WHITE)
  const onInk = contrast(color, INK)
  return onWhite >= 4.5 || onWhite >= onInk ? { color: WHITE, ratio: onWhite } : { color: INK, ratio: onInk }
}
