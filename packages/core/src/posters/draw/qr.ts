import QRCode from 'qrcode'
import { type DrawNode, image, row } from './node.js'

/** Light around the code, in modules: readers look for it. */
const QUIET = 3

/** A white card with the code of an address, sharp at any size: dark on white whatever the shop's colours are. */
export function qrCard(address: string, side: number): DrawNode {
  const { modules } = QRCode.create(address, { errorCorrectionLevel: 'M' })
  const count = modules.size + 2 * QUIET
  let path = ''
  for (let y = 0; y < modules.size; y += 1)
    for (let x = 0; x < modules.size; x += 1)
      if (modules.get(y, x)) path += `M${x + QUIET} ${y + QUIET}h1v1h-1z`
  // Whole pixels per module: an edge between two pixels is grey, and readers guess.
  const drawn = Math.max(1, Math.floor(side / count)) * count
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${drawn}" height="${drawn}" viewBox="0 0 ${count} ${count}" shape-rendering="crispEdges"><path fill="#1f1917" d="${path}"/></svg>`
  return row(
    {
      width: side,
      height: side,
      backgroundColor: '#ffffff',
      borderRadius: 24,
      alignItems: 'center',
      justifyContent: 'center',
      flexShrink: 0,
    },
    image(`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`, {
      width: drawn,
      height: drawn,
    }),
  )
}
