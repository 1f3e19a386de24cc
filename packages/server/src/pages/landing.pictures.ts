import { trusted } from './html.js'

/** The sign of the house: an awning, a door and a heart. */
export const MARK = trusted(
  '<svg viewBox="0 0 64 64" aria-hidden="true"><rect width="64" height="64" rx="18" fill="#e8744a"/>' +
    '<path d="M12 27 17 15h30l5 12a6.7 6.7 0 0 1-13.3 0 6.7 6.7 0 0 1-13.4 0A6.7 6.7 0 0 1 12 27Z" fill="#fff"/>' +
    '<path d="M18 37v12h28V37" fill="none" stroke="#fff" stroke-width="4" stroke-linejoin="round"/>' +
    '<path d="M32 48c-4-3-6-5-6-7.3a3.2 3.2 0 0 1 6-1.6 3.2 3.2 0 0 1 6 1.6C38 43 36 45 32 48Z" fill="#fff"/></svg>',
)

/** A street with one small open shop. Flat shapes, light from the upper left, no text. */
export const STREET = trusted(
  '<svg viewBox="0 0 560 420" aria-hidden="true">' +
    '<path d="M40 246C20 130 122 44 262 40s274 60 272 190-68 150-250 150S60 362 40 246Z" fill="#fdeae0"/>' +
    '<circle cx="452" cy="98" r="34" fill="#ffd9a0"/>' +
    '<path d="M88 122a20 20 0 0 1 38-8 16 16 0 0 1 24 14 13 13 0 0 1-13 13H94a13 13 0 0 1-6-19Z" fill="#fff"/>' +
    '<path d="M372 74a13 13 0 0 1 25-5 11 11 0 0 1 16 9 9 9 0 0 1-9 9h-28a9 9 0 0 1-4-13Z" fill="#fff"/>' +
    '<ellipse cx="284" cy="376" rx="226" ry="16" fill="#f3d9c6"/>' +
    // trees
    '<rect x="85" y="296" width="10" height="80" rx="5" fill="#b98a68"/><ellipse cx="90" cy="268" rx="36" ry="50" fill="#a9c4a0"/>' +
    '<path d="M66 256c6-22 20-34 34-34-14 8-22 20-24 38Z" fill="#bcd3b4"/>' +
    '<rect x="483" y="312" width="9" height="64" rx="4.5" fill="#b98a68"/><ellipse cx="487" cy="290" rx="29" ry="40" fill="#a9c4a0"/>' +
    // house
    '<path d="M146 176h276v200H146z" fill="#fffaf4"/><path d="M146 176h276v16H146z" fill="#f3e3d3"/>' +
    '<rect x="166" y="222" width="150" height="104" rx="10" fill="#dcecec"/>' +
    '<path d="M166 268c48-6 92-22 118-46h-108a10 10 0 0 0-10 10Z" fill="#ecf6f5"/>' +
    '<rect x="160" y="324" width="162" height="14" rx="7" fill="#d9a97f"/>' +
    '<rect x="336" y="222" width="66" height="154" rx="10" fill="#e8744a"/><rect x="348" y="234" width="42" height="64" rx="6" fill="#dcecec"/>' +
    '<path d="M348 276c18-4 32-14 40-42h-34a6 6 0 0 0-6 6Z" fill="#ecf6f5"/><circle cx="347" cy="318" r="5" fill="#fff3e2"/>' +
    '<path d="M369 290c-9-7-14-11-14-17a7.4 7.4 0 0 1 14-3.6 7.4 7.4 0 0 1 14 3.6c0 6-5 10-14 17Z" fill="#e8744a"/>' +
    // awning
    '<path d="M150 126h268l24 58H126Z" fill="#fff"/>' +
    '<path d="M150 126h38.3l-17 58H126ZM226.6 126h38.3l-3.5 58H216.3ZM303.1 126h38.3l10.3 58h-45.1ZM379.7 126H418l24 58h-45.1Z" fill="#f0936c"/>' +
    '<path d="M126 184a22.6 20 0 0 0 45.1 0ZM216.3 184a22.6 20 0 0 0 45.1 0ZM306.6 184a22.6 20 0 0 0 45.1 0ZM396.9 184a22.6 20 0 0 0 45.1 0Z" fill="#e8744a"/>' +
    '<path d="M171.1 184a22.6 20 0 0 0 45.2 0ZM261.4 184a22.6 20 0 0 0 45.2 0ZM351.7 184a22.6 20 0 0 0 45.2 0Z" fill="#f7ebe0"/>' +
    // goods in the window: bottle, bear, blocks
    '<rect x="188" y="276" width="26" height="46" rx="9" fill="#fff"/><rect x="188" y="298" width="26" height="24" rx="9" fill="#ffe3c2"/><rect x="186" y="268" width="30" height="10" rx="5" fill="#8fb6b1"/><path d="M194 268c0-10 4-10 4-16a3 3 0 0 1 6 0c0 6 4 6 4 16Z" fill="#f2b79c"/>' +
    '<circle cx="237" cy="272" r="7" fill="#c99a72"/><circle cx="263" cy="272" r="7" fill="#c99a72"/><circle cx="250" cy="282" r="17" fill="#d9ae86"/><ellipse cx="250" cy="311" rx="18" ry="14" fill="#d9ae86"/><ellipse cx="250" cy="288" rx="8" ry="6" fill="#f6e2cd"/><circle cx="244" cy="279" r="2" fill="#3d2c24"/><circle cx="256" cy="279" r="2" fill="#3d2c24"/><ellipse cx="250" cy="285.5" rx="2.6" ry="1.9" fill="#3d2c24"/>' +
    '<rect x="279" y="304" width="20" height="20" rx="4" fill="#f2b36b"/><rect x="296" y="304" width="18" height="20" rx="4" fill="#8fb6b1"/><rect x="287" y="285" width="19" height="19" rx="4" fill="#e8927a"/>' +
    // pram with a parcel
    '<path d="M446 300a40 40 0 0 1 40 40h-78a38 40 0 0 1 38-40Z" fill="#8fb6b1"/><path d="M446 300v40h-38a38 40 0 0 1 38-40Z" fill="#a9cbc6"/><path d="M404 338h86c0 16-13 24-28 24h-30c-16 0-28-8-28-24Z" fill="#7aa39e"/><path d="M488 338c6-10 12-14 20-14" fill="none" stroke="#6d5a4f" stroke-width="5" stroke-linecap="round"/><circle cx="426" cy="368" r="11" fill="#6d5a4f"/><circle cx="470" cy="368" r="11" fill="#6d5a4f"/><circle cx="426" cy="368" r="4" fill="#f3e3d3"/><circle cx="470" cy="368" r="4" fill="#f3e3d3"/>' +
    // flowers
    '<rect x="118" y="350" width="26" height="26" rx="6" fill="#d98d63"/><circle cx="124" cy="340" r="8" fill="#f7c66b"/><circle cx="138" cy="336" r="9" fill="#ef9d84"/><circle cx="131" cy="346" r="7" fill="#a9c4a0"/>' +
    '</svg>',
)

const icon = (ground: string, shapes: string) =>
  trusted(
    `<svg viewBox="0 0 48 48" aria-hidden="true"><rect width="48" height="48" rx="16" fill="${ground}"/>${shapes}</svg>`,
  )

/** One small picture per point, in their order: a clock, a ticket, coins, two houses. */
export const POINT_ICONS = [
  icon(
    '#fdeae0',
    '<circle cx="24" cy="25" r="12" fill="#fff"/><circle cx="24" cy="25" r="12" fill="none" stroke="#e8744a" stroke-width="3"/><path d="M24 18v7l5 4" fill="none" stroke="#a8461f" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/>',
  ),
  icon(
    '#e6f0ee',
    '<path d="M9 16h30v5.5a3 3 0 0 0 0 6V33H9v-5.5a3 3 0 0 0 0-6Z" fill="#7aa39e"/><path d="M29 19v2m0 3v2m0 3v2" stroke="#e6f0ee" stroke-width="2" stroke-linecap="round"/><path d="m15 29 8-9" stroke="#fff" stroke-width="2.5" stroke-linecap="round"/><circle cx="16" cy="21" r="2" fill="#fff"/><circle cx="22" cy="28" r="2" fill="#fff"/>',
  ),
  icon(
    '#fff1d6',
    '<ellipse cx="24" cy="33" rx="13" ry="5" fill="#d99a2b"/><path d="M11 28v5c0 3 6 5 13 5s13-2 13-5v-5Z" fill="#e9b04d"/><ellipse cx="24" cy="28" rx="13" ry="5" fill="#f7cf82"/><path d="M14 20v5c0 2.5 5 4.5 11 4.5S36 27.5 36 25v-5Z" fill="#e9b04d"/><ellipse cx="25" cy="20" rx="11" ry="4.5" fill="#fbe0a8"/>',
  ),
  icon(
    '#efeaf3',
    '<path d="m8 25 6.5-8 6.5 8v11H8Z" fill="#8a76a3"/><rect x="12" y="28" width="5" height="8" rx="1" fill="#efeaf3"/><path d="m27 25 6.5-8 6.5 8v11H27Z" fill="#c7b5dc"/><rect x="31" y="28" width="5" height="8" rx="1" fill="#fff"/><path d="M24 13v24" stroke="#fff" stroke-width="2.5" stroke-linecap="round"/>',
  ),
] as const
