/** A piece of SVG on a canvas of 400 by 400. */
export type Shape = string

const tones = ['a', 'b', 'c', 'd', 'w', 'k'] as const
type Tone = (typeof tones)[number]
/** A palette colour, its light (L) or dark (D) shade. */
export type Paint = Tone | `${Tone}L` | `${Tone}D`

/** Six colours that belong together, and the light they stand in. */
export type Palette = Readonly<Record<Tone, string>> & { readonly light: string; readonly room: string }

export const rect = (x: number, y: number, w: number, h: number, r: number, paint: Paint): Shape =>
  `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="${r}" class="f${paint}"/>`

export const disc = (x: number, y: number, r: number, paint: Paint): Shape =>
  `<circle cx="${x}" cy="${y}" r="${r}" class="f${paint}"/>`

export const oval = (x: number, y: number, rx: number, ry: number, paint: Paint): Shape =>
  `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" class="f${paint}"/>`

export const path = (d: string, paint: Paint): Shape => `<path d="${d}" class="f${paint}"/>`

/** A round-ended line along a path. */
export const line = (d: string, paint: Paint, width: number): Shape =>
  `<path d="${d}" class="s${paint}" stroke-width="${width}"/>`

/** A row of stitches along a path. */
export const stitch = (d: string, paint: Paint, width = 2.5): Shape =>
  `<path d="${d}" class="s${paint}" stroke-width="${width}" stroke-dasharray="7 7"/>`

export const ring = (x: number, y: number, r: number, paint: Paint, width: number): Shape =>
  `<circle cx="${x}" cy="${y}" r="${r}" class="s${paint}" stroke-width="${width}"/>`

export const group = (...shapes: Shape[]): Shape => `<g>${shapes.join('')}</g>`
export const fade = (opacity: number, ...shapes: Shape[]): Shape =>
  `<g opacity="${opacity}">${shapes.join('')}</g>`
export const move = (x: number, y: number, ...shapes: Shape[]): Shape =>
  `<g transform="translate(${x} ${y})">${shapes.join('')}</g>`
/** The shapes shrunk or grown from the corner, then moved. */
export const place = (x: number, y: number, size: number, ...shapes: Shape[]): Shape =>
  `<g transform="translate(${x} ${y}) scale(${size})">${shapes.join('')}</g>`
export const scale = (factor: number, x: number, y: number, ...shapes: Shape[]): Shape =>
  `<g transform="translate(${x} ${y}) scale(${factor}) translate(${-x} ${-y})">${shapes.join('')}</g>`
export const turn = (degrees: number, x: number, y: number, ...shapes: Shape[]): Shape =>
  `<g transform="rotate(${degrees} ${x} ${y})">${shapes.join('')}</g>`
/** The shapes and their mirror image across the middle of the canvas. */
export const both = (...shapes: Shape[]): Shape =>
  `<g>${shapes.join('')}</g><g transform="translate(400 0) scale(-1 1)">${shapes.join('')}</g>`

/** The shapes cut out by a path; the name must be unique in its picture. */
export const within = (name: string, d: string, ...shapes: Shape[]): Shape =>
  `<clipPath id="${name}"><path d="${d}"/></clipPath><g clip-path="url(#${name})">${shapes.join('')}</g>`

/** The soft shadow on the ground. */
export const shadow = (x: number, y: number, rx: number, ry = 13): Shape =>
  `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" class="fk" opacity=".2" filter="url(#soft)"/>`

/** Warm light around a lamp. */
export const glow = (x: number, y: number, r: number): Shape =>
  `<circle cx="${x}" cy="${y}" r="${r}" fill="url(#glow)"/>`

/** A streak of light. */
export const shine = (d: string, width = 8): Shape =>
  `<path d="${d}" stroke="#fff" fill="none" stroke-linecap="round" stroke-linejoin="round" stroke-width="${width}" opacity=".5"/>`

/** Two eyes, a smile and warm cheeks around a point. */
export const face = (x: number, y: number, size = 1): Shape =>
  scale(
    size,
    x,
    y,
    disc(x - 22, y, 5, 'k'),
    disc(x + 22, y, 5, 'k'),
    line(`M${x - 9} ${y + 11}q9 9 18 0`, 'k', 4),
    `<g fill="#f08a7a" opacity=".45"><ellipse cx="${x - 36}" cy="${y + 13}" rx="9" ry="6"/><ellipse cx="${x + 36}" cy="${y + 13}" rx="9" ry="6"/></g>`,
  )

export const star = (x: number, y: number, r: number, paint: Paint): Shape => {
  const corners = Array.from({ length: 10 }, (_, i) => {
    const reach = i % 2 === 0 ? r : r * 0.5
    const angle = (Math.PI * i) / 5 - Math.PI / 2
    return `${(x + reach * Math.cos(angle)).toFixed(1)} ${(y + reach * Math.sin(angle)).toFixed(1)}`
  })
  return `<path d="M${corners.join('L')}Z" class="f${paint}"/>`
}

export const heart = (x: number, y: number, r: number, paint: Paint): Shape =>
  path(
    `M${x} ${y + r}C${x - r * 1.7} ${y - r * 0.2} ${x - r} ${y - r * 1.3} ${x} ${y - r * 0.4}C${x + r} ${y - r * 1.3} ${x + r * 1.7} ${y - r * 0.2} ${x} ${y + r}Z`,
    paint,
  )

export const flower = (x: number, y: number, r: number, petal: Paint, middle: Paint): Shape =>
  group(
    ...[0, 72, 144, 216, 288].map((angle) =>
      turn(angle, x, y, oval(x, y - r * 0.62, r * 0.42, r * 0.52, petal)),
    ),
    disc(x, y, r * 0.34, middle),
  )

export const leaf = (x: number, y: number, size: number, paint: Paint): Shape =>
  path(
    `M${x} ${y}q${size * 0.7} ${-size * 0.5} 0 ${-size * 1.4}q${-size * 0.7} ${size * 0.9} 0 ${size * 1.4}Z`,
    paint,
  )

const channel = (hex: string, at: number): number => Number.parseInt(hex.slice(at, at + 2), 16)

/** Moves a colour towards white (share > 0) or towards a warm dark (share < 0). */
export function tint(hex: string, share: number): string {
  const aim = share > 0 ? [255, 252, 246] : [84, 52, 44]
  const mixed = aim.map((goal, i) => {
    const own = channel(hex, 1 + i * 2)
    return Math.round(own + (goal - own) * Math.abs(share))
      .toString(16)
      .padStart(2, '0')
  })
  return `#${mixed.join('')}`
}

function paints(palette: Palette): { gradients: string; css: string } {
  const shades = tones.flatMap((tone) => [
    [tone, palette[tone]] as const,
    [`${tone}L`, tint(palette[tone], 0.45)] as const,
    [`${tone}D`, tint(palette[tone], tone === 'w' ? -0.09 : -0.2)] as const,
  ])
  const gradients = shades.map(
    ([name, hex]) =>
      `<linearGradient id="${name}" x1=".1" y1="0" x2=".75" y2="1"><stop stop-color="${tint(hex, 0.22)}"/><stop offset="1" stop-color="${tint(hex, -0.07)}"/></linearGradient>`,
  )
  const css = shades.map(
    ([name, hex]) =>
      `.f${name}{fill:url(#${name})}.s${name}{stroke:${hex};fill:none;stroke-linecap:round;stroke-linejoin:round}`,
  )
  return { gradients: gradients.join(''), css: css.join('') }
}

/** A whole drawing: the light room of its palette, a halo, the goods with their shadow. */
export function picture(palette: Palette, shapes: readonly Shape[], halo = true): string {
  const room = halo
    ? `<circle cx="200" cy="196" r="150" fill="${palette.light}" opacity=".55"/><ellipse cx="200" cy="372" rx="260" ry="52" fill="${palette.light}" opacity=".4"/>`
    : ''
  return svg(palette, 400, 400, `${room}<g filter="url(#lift)">${shapes.join('')}</g>`)
}

/** A wide drawing, 800 by 360, without halo. */
export const wide = (palette: Palette, shapes: readonly Shape[]): string =>
  svg(palette, 800, 360, `<g filter="url(#lift)">${shapes.join('')}</g>`)

function svg(palette: Palette, width: number, height: number, body: string): string {
  const { gradients, css } = paints(palette)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width * 2}" height="${height * 2}" viewBox="0 0 ${width} ${height}">
<defs>${gradients}
<radialGradient id="room" cx=".4" cy=".3" r=".95"><stop stop-color="#fffdf9"/><stop offset="1" stop-color="${palette.room}"/></radialGradient>
<radialGradient id="glow"><stop stop-color="#ffdf8e" stop-opacity=".95"/><stop offset=".55" stop-color="#ffe7a8" stop-opacity=".5"/><stop offset="1" stop-color="#fff1cc" stop-opacity="0"/></radialGradient>
<filter id="soft" x="-50%" y="-150%" width="200%" height="400%"><feGaussianBlur stdDeviation="9"/></filter>
<filter id="lift" x="-10%" y="-10%" width="120%" height="125%"><feGaussianBlur in="SourceAlpha" stdDeviation="7"/><feOffset dx="2" dy="7" result="o"/><feFlood flood-color="#7a4f3c" flood-opacity=".16"/><feComposite in2="o" operator="in"/><feMerge><feMergeNode/><feMergeNode in="SourceGraphic"/></feMerge></filter>
</defs><style>${css}</style>
<rect width="${width}" height="${height}" fill="url(#room)"/>${body}</svg>`
}
