import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { parentPort } from 'node:worker_threads'
import { Resvg } from '@resvg/resvg-js'
import satori, { type Font } from 'satori'
import type { Drawn, DrawOrder } from './draw.types.js'
import { sceneOf } from './scene.js'
import { TEMPLATES } from './templates/index.js'

// The thread of the one process that draws: layout and pixels are work of whole tenths of a second that no request may wait for.

const filesOf = createRequire(import.meta.url)

const FONTS: Font[] = ([400, 700] as const).flatMap((weight) =>
  (['latin', 'chinese-simplified'] as const).map((script) => ({
    name: script,
    weight,
    style: 'normal' as const,
    data: readFileSync(
      filesOf.resolve(`@fontsource/noto-sans-sc/files/noto-sans-sc-${script}-${weight}-normal.woff`),
    ),
  })),
)

async function draw({ plan, picture }: DrawOrder): Promise<Drawn> {
  const scene = sceneOf(plan, picture)
  const { width, height } = scene
  const tree = TEMPLATES[plan.template].draw(scene)
  const svg = await satori(withFont(tree) as Parameters<typeof satori>[0], { width, height, fonts: FONTS })
  const pixels = new Resvg(svg, { font: { loadSystemFonts: false } }).render().pixels
  return { width, height, pixels: new Uint8Array(pixels) }
}

function withFont(tree: { readonly props: { readonly style?: object } }): object {
  const style = { ...tree.props.style, fontFamily: 'latin, chinese-simplified' }
  return { ...tree, props: { ...tree.props, style } }
}

parentPort?.on('message', (order: DrawOrder) => {
  draw(order).then(
    (drawn) => parentPort?.postMessage({ drawn }, [drawn.pixels.buffer as ArrayBuffer]),
    (error: unknown) => parentPort?.postMessage({ failed: String(error) }),
  )
})
